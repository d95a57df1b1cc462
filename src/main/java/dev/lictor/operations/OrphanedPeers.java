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
 * Peers that Raft has and gossip does not: a server was forgotten by gossip, and the leader that was to take it out of Raft lost its
 * lead. Whoever runs knows itself, so a peer that no running server knows belongs to none of them.
 */
final class OrphanedPeers {
    private OrphanedPeers() {}

    /**
     * The first of them, if all views can be trusted: one that a token filters would have every peer look so.
     *
     * @param views of the gossip pool, by the server that has it; all servers that are to stay, and so at least one
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
                                Cause.GARBAGE,
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
