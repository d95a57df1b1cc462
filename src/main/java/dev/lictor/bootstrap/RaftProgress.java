package dev.lictor.bootstrap;

import java.util.Set;
import java.util.TreeSet;

/**
 * How far a cluster's Raft was at some moment.
 *
 * @param index up to which a server has applied the log
 * @param servers ids of those in the configuration, each of which is kept with a server's data; none where that ends with a pod
 */
public record RaftProgress(long index, Set<String> servers) {
    public RaftProgress {
        servers = new TreeSet<>(servers);
    }

    /** Whether a cluster that goes on could be that far, later. */
    boolean canFollow(RaftProgress before) {
        return index >= before.index && (before.servers.isEmpty() || servers.isEmpty() || shares(before));
    }

    RaftProgress withoutServers() {
        return new RaftProgress(index, Set.of());
    }

    private boolean shares(RaftProgress before) {
        return servers.stream().anyMatch(before.servers::contains);
    }
}
