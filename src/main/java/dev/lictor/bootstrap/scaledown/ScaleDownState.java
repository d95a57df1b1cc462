package dev.lictor.bootstrap.scaledown;

import dev.lictor.bootstrap.rollout.PodReadiness;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.consul.ConsulResult;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The state of a scale-down, and the next step. It is read from the cluster alone, so a run after a crash continues from there. One
 * server is removed at a time, and its Raft peer before the next server, because a peer without a server still counts for the quorum.
 * The servers that stay are changed after that, because each is missing while it restarts.
 *
 * @param live the StatefulSet; during a scale-down its annotation {@link #SERVERS_BEFORE} holds the original number of servers
 * @param pods of this cluster's servers
 * @param peers the number of Raft peers
 */
public record ScaleDownState(
        ClusterSpec spec, GenericKubernetesResource live, List<Pod> pods, ConsulResult<Integer> peers) {
    static final String SERVERS_BEFORE = "lictor.dev/servers-before";

    public ScaleDownState {
        pods = List.copyOf(pods);
    }

    /** Whether there are surplus servers, or a scale-down of an earlier run is unfinished. */
    public static boolean isDue(ClusterSpec spec, GenericKubernetesResource live) {
        return replicas(live) > spec.servers() || isLeaving(live);
    }

    ScaleDownStep next() {
        var ending = ordinals(replicas(live), before())
                .filter(server -> pod(server).isPresent())
                .findFirst();
        if (ending.isPresent()) {
            return new ScaleDownStep.Wait("pod/%s is ending".formatted(ending.get()));
        }
        return switch (peers) {
            case ConsulResult.Failed<Integer>(var failure) ->
                new ScaleDownStep.Wait("how many peers Raft has is not known: " + failure.words());
            case ConsulResult.Seen<Integer>(Integer known) -> known > replicas(live) ? forgetting(known) : going();
        };
    }

    /** The peer of the server that was removed last: the peers of all servers before it are removed already. */
    private ScaleDownStep forgetting(int known) {
        return replicas(live) == before()
                ? new ScaleDownStep.Wait(
                        "Raft has %d peers, and there are %d servers; those that are gone for good it has to forget first: consul operator raft remove-peer"
                                .formatted(known, replicas(live)))
                : new ScaleDownStep.Forget(spec.names().server(replicas(live)));
    }

    private ScaleDownStep going() {
        if (replicas(live) <= spec.servers()) {
            return isLeaving(live) ? new ScaleDownStep.Finish() : new ScaleDownStep.Done();
        }
        int staying = replicas(live) - 1;
        return ordinals(0, staying)
                .filter(server -> pod(server).filter(PodReadiness::isReady).isEmpty())
                .findFirst()
                .<ScaleDownStep>map(server ->
                        new ScaleDownStep.Wait("pod/%s is not ready, and no other may be missing".formatted(server)))
                .orElseGet(() -> new ScaleDownStep.Reduce(staying, before()));
    }

    private Stream<String> ordinals(int first, int end) {
        return IntStream.range(first, end).mapToObj(spec.names()::server);
    }

    private int before() {
        return Math.max(replicas(live), remembered(live));
    }

    private Optional<Pod> pod(String server) {
        return pods.stream()
                .filter(pod -> pod.getMetadata().getName().equals(server))
                .findFirst();
    }

    private static boolean isLeaving(GenericKubernetesResource live) {
        return remembered(live) > replicas(live);
    }

    private static int replicas(GenericKubernetesResource live) {
        return live.<Integer>get("spec", "replicas");
    }

    private static int remembered(GenericKubernetesResource live) {
        var annotations = live.getMetadata().getAnnotations();
        try {
            return annotations == null ? 0 : Integer.parseInt(annotations.getOrDefault(SERVERS_BEFORE, "0"));
        } catch (NumberFormatException e) {
            return 0; // not written by Lictor
        }
    }
}
