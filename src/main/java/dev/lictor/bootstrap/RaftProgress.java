package dev.lictor.bootstrap;

import java.util.Set;
import java.util.TreeSet;

/**
 * The progress of a cluster's Raft log at some moment.
 *
 * @param index of the last log entry that a server has applied
 * @param servers node ids in Raft's configuration; each is stored with a server's data, so this is empty if the data ends with the pod
 */
public record RaftProgress(long index, Set<String> servers) {
    public RaftProgress {
        servers = new TreeSet<>(servers);
    }

    /** Whether the same cluster, with its data, could have made this progress after {@code before}. */
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
