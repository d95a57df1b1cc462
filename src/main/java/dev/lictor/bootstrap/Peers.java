package dev.lictor.bootstrap;

import dev.lictor.consul.Answer;

/** Servers' Raft, as those that stay know it. */
public interface Peers {
    /** How many peers there are. */
    Answer<Integer> count();

    /** Has the servers forget one that is gone; that it has been forgotten shows only by {@link #count()}. */
    Answer<Boolean> forget(String server);
}
