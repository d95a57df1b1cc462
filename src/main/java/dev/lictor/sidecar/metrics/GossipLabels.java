package dev.lictor.sidecar.metrics;

import dev.lictor.consul.Gossip;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import dev.lictor.sidecar.observe.SlowObservation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gossip's members as label values. */
final class GossipLabels {
    /** Limits the label values: a datacenter may have thousands of agents. */
    static final int MOST_MEMBERS = Gossip.MOST_AGENTS;

    /** More than any reasonable Raft configuration has. */
    static final int MOST_PEERS = 15;

    private GossipLabels() {}

    /** Serf's status by member name: alive 1, leaving 2, left 3, failed 4. */
    static Map<String, Integer> status(List<Member> members) {
        var status = new HashMap<String, Integer>();
        members.stream()
                .sorted(Comparator.comparing((Member member) -> member.server().isEmpty())
                        .thenComparing(Member::name))
                .limit(MOST_MEMBERS)
                .forEach(member -> status.put(member.name(), member.status()));
        return status;
    }

    /** By Raft address: 1 if the server with that node ID is alive at that address, 0 otherwise. */
    static Map<String, Integer> alive(List<RaftServer> servers, List<Member> members) {
        var alive = new HashMap<String, Integer>();
        servers.stream()
                .limit(MOST_PEERS)
                .forEach(server -> alive.put(
                        server.address(),
                        members.stream()
                                        .filter(Member::alive)
                                        .anyMatch(member -> member.server()
                                                .equals(Optional.of(new Member.Server(server.id(), server.address()))))
                                ? 1
                                : 0));
        return alive;
    }

    /** The name of the member with a Raft address; empty if gossip does not know it. */
    static String name(String address, SlowObservation.Fresh slow) {
        return slow.members().stream()
                .flatMap(List::stream)
                .filter(member -> !member.left()
                        && member.server()
                                .filter(server -> server.address().equals(address))
                                .isPresent())
                .map(Member::name)
                .findFirst()
                .orElse("");
    }
}
