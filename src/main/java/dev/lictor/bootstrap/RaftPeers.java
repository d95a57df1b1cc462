package dev.lictor.bootstrap;

import dev.lictor.bootstrap.rollout.KnownLeaders;
import dev.lictor.consul.ConsulResult;
import java.util.List;
import java.util.Optional;

/** Servers' Raft, as those that stay know it. */
public interface RaftPeers extends AutoCloseable {
    /** How many peers there are; needs {@code operator:read}, as whoever has them forgotten is given. */
    ConsulResult<Integer> count();

    /** How many peers that one of these servers knows which knows most; a failure if none tells. Needs no token. */
    ConsulResult<Integer> highestCount(List<String> servers);

    /** Which leader each of these servers knows. Needs no token. */
    KnownLeaders leaders(List<String> servers);

    /** The Raft state of the server that has applied most of the log; empty if no server reports it. Needs {@code agent:read}. */
    Optional<RaftProgress> progress();

    /** Has the servers forget one that is gone; that it has been forgotten shows only by {@link #count()}. */
    ConsulResult<Boolean> forget(String server);

    @Override
    void close();
}
