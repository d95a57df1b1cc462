package dev.lictor.preflight;

import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;

/** Fewer servers than there are. Their peers stay in Raft until Consul's autopilot removes them, and only a leader lets it. */
final class ServerRules {
    private ServerRules() {}

    static List<Finding> fewer(ClusterSpec spec, Facts facts) {
        return facts.running()
                .filter(live -> Labels.areOurs(live, spec))
                .map(ServerRules::replicas)
                .filter(running -> running > spec.servers())
                .map(running -> List.of(fewer(running, spec.servers())))
                .orElse(List.of());
    }

    static int replicas(GenericKubernetesResource servers) {
        Integer replicas = servers.get("spec", "replicas");
        return replicas == null ? 0 : replicas;
    }

    private static Finding fewer(int running, int wanted) {
        var majority = running / 2 + 1;
        return wanted < majority
                ? new Finding.Refusal(
                        "%d of %d servers would be left, and a majority is %d: nobody could lead again"
                                .formatted(wanted, running, majority),
                        lessAtATime(running, majority))
                : new Finding.Warning(
                        "%d of %d servers go at once, and no other may be missing until Raft has forgotten them: while the rest restarts nobody leads, for about half a minute"
                                .formatted(running - wanted, running),
                        "do it when writes can wait; make a snapshot first");
    }

    private static String lessAtATime(int running, int majority) {
        var next = majority % 2 == 1 ? majority : majority + 1;
        return next < running
                ? "set lictor.servers to %d first, and to less once those are ready".formatted(next)
                : "leave lictor.servers at %d; or make a cluster of another name, from a snapshot of this one"
                        .formatted(running);
    }
}
