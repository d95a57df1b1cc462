package dev.lictor.sidecar.reconcile;

import dev.lictor.cluster.ConsulVersion;
import dev.lictor.cluster.ConsulVersion.Feature;
import dev.lictor.consul.Agent;
import dev.lictor.consul.RaftState;
import dev.lictor.consul.ServerHealth;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides whether to transfer leadership, and to which server. */
final class LeadershipTransferPolicy {
    private static final Pattern ORDINAL = Pattern.compile(".*-(\\d{1,6})");

    private LeadershipTransferPolicy() {}

    /** Why a transfer is not needed or not possible. */
    static Optional<String> refusal(Agent self) {
        if (self.raft().filter(RaftState::leads).isEmpty()) {
            return Optional.of("this server does not lead, so there is nothing to hand over");
        }
        if (self.raft().stream()
                .flatMap(raft -> raft.configuration().stream())
                .noneMatch(server -> server.voter() && !server.id().equals(self.id()))) {
            return Optional.of("no other server votes, so there is no server to transfer leadership to");
        }
        boolean able = ConsulVersion.parse(self.version())
                .filter(version -> version.has(Feature.LEADERSHIP_TRANSFER))
                .isPresent();
        return able
                ? Optional.empty()
                : Optional.of("Consul %s cannot transfer leadership, 1.15 and newer can; the others will elect a leader"
                        .formatted(self.version()));
    }

    /** Candidates in the order of attempts: the lowest ordinal first, because a rolling update restarts it last. */
    static List<ServerHealth> candidates(Agent self, List<ServerHealth> servers) {
        return servers.stream()
                .filter(server ->
                        server.healthy() && server.voter() && !server.id().equals(self.id()))
                .sorted(Comparator.comparingInt(LeadershipTransferPolicy::ordinal)
                        .thenComparing(ServerHealth::name))
                .toList();
    }

    private static int ordinal(ServerHealth server) {
        var name = ORDINAL.matcher(server.name());
        return name.matches() ? Integer.parseInt(name.group(1)) : Integer.MAX_VALUE;
    }
}
