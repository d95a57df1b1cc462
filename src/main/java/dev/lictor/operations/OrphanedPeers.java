package dev.lictor.operations;

import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds peers that Raft has and gossip does not. They remain if gossip has removed a server and the leader lost its leadership before it removed
 * the server from Raft. Every running server knows itself, so a peer that no running server knows belongs to none of them.
 */
final class OrphanedPeers {
    private OrphanedPeers() {}

    /**
     * The first orphaned peer. The result is a failure unless all views are complete: with a view that Consul filters by the token's permissions,
     * every peer would look orphaned.
     *
     * @param peers the peers in the Raft configuration
     * @param views the members that each server knows, by server name, for all servers that stay; at least one
     */
    static ConsulResult<Optional<RaftServer>> first(
            List<RaftServer> peers, Map<String, ConsulResult<List<Member>>> views) {
        var ids = new HashSet<String>();
        var addresses = new HashSet<String>();
        for (var view : views.entrySet()) {
            var server = view.getKey();
            switch (view.getValue()) {
                case ConsulResult.Failed<List<Member>>(var why) -> {
                    return ConsulResult.failed(why.cause(), "%s: %s".formatted(server, why.words()));
                }
                case ConsulResult.Seen<List<Member>>(var members) -> {
                    if (members.stream().noneMatch(member -> member.alive() && isServer(member, server))) {
                        return ConsulResult.failed(
                                Cause.INVALID_ANSWER,
                                "%s does not show itself among its members; under ACLs a token needs node:read"
                                        .formatted(server));
                    }
                    members.stream().flatMap(member -> member.server().stream()).forEach(known -> {
                        ids.add(known.id());
                        addresses.add(known.address());
                    });
                }
            }
        }
        return new ConsulResult.Seen<>(peers.stream()
                .filter(peer -> !ids.contains(peer.id()) && !addresses.contains(peer.address()))
                .findFirst());
    }

    private static boolean isServer(Member member, String name) {
        return member.server().isPresent() && member.name().equals(name);
    }
}
