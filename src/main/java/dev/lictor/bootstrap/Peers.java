package dev.lictor.bootstrap;

import dev.lictor.consul.Answer;
import java.util.List;

/** Servers' Raft, as those that stay know it. */
public interface Peers extends AutoCloseable {
    /** How many peers there are. */
    Answer<Integer> count();

    /** The server that each of these calls the leader; a failure names those that disagree. Needs no token. */
    Answer<String> leader(List<String> servers);

    /** Has the servers forget one that is gone; that it has been forgotten shows only by {@link #count()}. */
    Answer<Boolean> forget(String server);

    @Override
    void close();
}
