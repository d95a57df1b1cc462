package dev.lictor.bootstrap;

import dev.lictor.bootstrap.rollout.KnownLeaders;
import dev.lictor.consul.ConsulResult;
import java.util.List;
import java.util.Optional;

/** The Raft peers, as the servers that stay report them. */
public interface RaftPeers extends AutoCloseable {
    /** The number of peers. Needs {@code operator:read}, as {@link #forget} does. */
    ConsulResult<Integer> count();

    /** The highest number of peers that any of these servers reports; a failure if none of them answers. Needs no token. */
    ConsulResult<Integer> highestCount(List<String> servers);

    /** The leader that each of these servers reports. Needs no token. */
    KnownLeaders leaders(List<String> servers);

    /** The Raft state of the server that has applied most of the log; empty if no server reports it. Needs {@code agent:read}. */
    Optional<RaftProgress> progress();

    /** Removes the peer of a server that is gone. Only {@link #count()} shows when it is removed. */
    ConsulResult<Boolean> forget(String server);

    @Override
    void close();
}
