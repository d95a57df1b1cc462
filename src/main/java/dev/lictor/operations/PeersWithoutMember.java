package dev.lictor.operations;

import dev.lictor.consul.Answer;
import dev.lictor.consul.Failure.Cause;
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
final class PeersWithoutMember {
    private PeersWithoutMember() {}

    /**
     * The first of them, if all views can be trusted: one that a token filters would have every peer look so.
     *
     * @param views of the gossip pool, by the server that has it; all servers that are to stay, and so at least one
     */
    static Answer<Optional<RaftServer>> first(List<RaftServer> peers, Map<String, Answer<List<Member>>> views) {
        var ids = new HashSet<String>();
        var addresses = new HashSet<String>();
        for (var view : views.entrySet()) {
            var server = view.getKey();
            switch (view.getValue()) {
                case Answer.Failed<List<Member>>(var why) -> {
                    return Answer.failed(why.cause(), "%s: %s".formatted(server, why.words()));
                }
                case Answer.Seen<List<Member>>(var members) -> {
                    if (members.stream().noneMatch(member -> member.alive() && isServer(member, server))) {
                        return Answer.failed(
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
        return new Answer.Seen<>(peers.stream()
                .filter(peer -> !ids.contains(peer.id()) && !addresses.contains(peer.address()))
                .findFirst());
    }

    private static boolean isServer(Member member, String name) {
        return member.server().isPresent() && member.name().equals(name);
    }
}
