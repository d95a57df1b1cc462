package dev.lictor.bootstrap.rollout;

import dev.lictor.text.Foreign;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a rollout.
 *
 * @param ready the number of ready servers of the wanted revision
 * @param hindrances why the others are not ready, from their status in Kubernetes, one line each
 */
public record RolloutStatus(int ready, int wanted, List<String> hindrances) {
    private static final int LONGEST_LINE = 300;

    public RolloutStatus {
        hindrances = List.copyOf(hindrances);
    }

    static RolloutStatus of(StatefulSet servers, List<Pod> pods) {
        return of(servers, pods, FailedCreations.UNKNOWN);
    }

    static RolloutStatus of(StatefulSet servers, List<Pod> pods, FailedCreations failures) {
        var wanted = servers.getSpec().getReplicas();
        var status = servers.getStatus();
        var observed = isObserved(servers);
        // The controller counts ready pods and updated pods separately, and its counts may lag behind the pods.
        var ready = observed
                ? Math.clamp(
                        wanted - late(servers, pods),
                        0,
                        Math.min(number(status.getReadyReplicas()), number(status.getUpdatedReplicas())))
                : 0;
        var hindrances = Stream.concat(
                pods.stream().flatMap(RolloutStatus::hindrances),
                observed ? withoutPod(servers, pods, failures) : Stream.empty());
        return new RolloutStatus(ready, wanted, hindrances.toList());
    }

    /** The number of wanted pods that are not ready or have an earlier revision. A surplus pod may end later than its node, and is not counted. */
    private static long late(StatefulSet servers, List<Pod> pods) {
        var wanted = names(servers).toList();
        return pods.stream()
                .filter(pod -> wanted.contains(pod.getMetadata().getName()))
                .filter(pod -> !PodReadiness.isReady(pod) || RolloutState.isOutdated(servers, pod))
                .count();
    }

    /** Servers for which the controller could not create a pod, for example because of a quota or an admission policy. */
    private static Stream<String> withoutPod(StatefulSet servers, List<Pod> pods, FailedCreations failures) {
        var metadata = servers.getMetadata();
        var missing = missing(servers, pods);
        return failures.areKnown()
                ? failures.lines(missing)
                : missing.stream()
                        .map(server -> "%s: no pod; kubectl -n %s describe statefulset/%s says why"
                                .formatted(server, metadata.getNamespace(), metadata.getName()));
    }

    /** The wanted servers that have no pod. */
    static List<String> missing(StatefulSet servers, List<Pod> pods) {
        var there = pods.stream().map(pod -> pod.getMetadata().getName()).toList();
        return names(servers).filter(server -> !there.contains(server)).toList();
    }

    private static Stream<String> names(StatefulSet servers) {
        return IntStream.range(0, servers.getSpec().getReplicas())
                .mapToObj(ordinal -> servers.getMetadata().getName() + "-" + ordinal);
    }

    /** Whether the controller has seen the current spec ({@code observedGeneration}). */
    static boolean isObserved(StatefulSet servers) {
        return servers.getStatus() != null
                && Objects.equals(
                        servers.getStatus().getObservedGeneration(),
                        servers.getMetadata().getGeneration());
    }

    RolloutStatus waitingFor(String why) {
        return new RolloutStatus(
                ready,
                wanted,
                Stream.concat(Stream.of(why), hindrances.stream()).toList());
    }

    public boolean isComplete() {
        return ready >= wanted;
    }

    private static Stream<String> hindrances(Pod pod) {
        var found = new ArrayList<>(reasons(pod));
        if (found.isEmpty() && !PodReadiness.isReady(pod)) {
            found.add(pod.getSpec().getNodeName() == null ? "on no node yet" : "not ready");
        }
        return found.stream().map(why -> pod.getMetadata().getName() + ": " + why);
    }

    /** Why a pod is not ready: the messages of Kubernetes, and those of its containers that ended. Empty if there are none. */
    public static List<String> reasons(Pod pod) {
        var status = pod.getStatus();
        var found = new ArrayList<String>();
        status.getConditions().stream()
                .filter(condition ->
                        "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .filter(condition -> condition.getMessage() != null)
                .forEach(condition -> found.add(condition.getMessage()));
        containers(status)
                .filter(container ->
                        container.getState() != null && container.getState().getWaiting() != null)
                .filter(container -> !"PodInitializing"
                        .equals(container.getState().getWaiting().getReason()))
                .forEach(container -> {
                    var waiting = container.getState().getWaiting();
                    found.add(container.getName() + ": " + waiting.getReason()
                            + (waiting.getMessage() == null ? "" : ", " + waiting.getMessage()));
                });
        if (!PodReadiness.isReady(pod)) {
            containers(status)
                    .flatMap(container -> ended(container).stream().map(how -> container.getName() + ": " + how))
                    .forEach(found::add);
        }
        return found.stream().map(Foreign::line).toList();
    }

    /** How the container ended last; empty if with exit code 0, as init containers do. */
    private static Optional<String> ended(ContainerStatus container) {
        return Stream.of(container.getState(), container.getLastState())
                .flatMap(state -> Optional.ofNullable(state).map(ContainerState::getTerminated).stream())
                .filter(terminated -> number(terminated.getExitCode()) != 0)
                .findFirst()
                .map(terminated -> "ended with exit code %d%s%s"
                        .formatted(
                                terminated.getExitCode(),
                                terminated.getReason() == null
                                                || terminated.getReason().equals("Error")
                                        ? ""
                                        : " (%s)".formatted(terminated.getReason()),
                                lastLine(terminated.getMessage())
                                        .map(line -> ": " + line)
                                        .orElse("")));
    }

    /** The kubelet stores the end of the log in the message. */
    private static Optional<String> lastLine(@Nullable String message) {
        return Optional.ofNullable(message).stream()
                .flatMap(String::lines)
                .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
                .filter(line -> !line.isEmpty())
                .reduce((_, line) -> line)
                .map(line -> line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…");
    }

    private static Stream<ContainerStatus> containers(PodStatus status) {
        return Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream());
    }

    private static int number(Integer count) {
        return count == null ? 0 : count;
    }
}
