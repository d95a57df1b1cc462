package dev.lictor.bootstrap;

import dev.lictor.consul.Answer;
import java.util.List;

/** Servers' Raft, as those that stay know it. */
public interface Peers extends AutoCloseable {
    /** How many peers there are; needs {@code operator:read}, as whoever has them forgotten is given. */
    Answer<Integer> count();

    /** How many peers that one of these servers knows which knows most; a failure if none tells. Needs no token. */
    Answer<Integer> highestCount(List<String> servers);

    /** Which leader each of these servers knows. Needs no token. */
    Leaders leaders(List<String> servers);

    /** Has the servers forget one that is gone; that it has been forgotten shows only by {@link #count()}. */
    Answer<Boolean> forget(String server);

    @Override
    void close();
}
