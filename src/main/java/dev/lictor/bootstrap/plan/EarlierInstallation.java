package dev.lictor.bootstrap.plan;

import dev.lictor.kubernetes.DryRunResult;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether servers use the key material that a cluster has or had. The StatefulSet alone does not show this: its pods or claims may outlast
 * it, and a StatefulSet that was applied without its Secrets has pods whose containers never started.
 *
 * @param servers whether servers have been started, with certificates of the CA
 * @param data whether servers have written data; it contains the gossip key, which takes precedence over another key
 */
public record EarlierInstallation(boolean servers, boolean data) {
    /** The StatefulSet's controller creates a claim and, right after it, the first pod that uses it. */
    private static final Duration TOGETHER = Duration.ofSeconds(10);

    /** The estimate from the StatefulSet alone. */
    static EarlierInstallation of(Map<HasMetadata, DryRunResult> previews) {
        var areThere = previews.entrySet().stream()
                .filter(entry -> entry.getKey() instanceof StatefulSet)
                .anyMatch(entry -> entry.getValue().found().isPresent());
        return new EarlierInstallation(areThere, areThere);
    }

    /** @param claims by the names of their servers, without claims that are being deleted, because their data will be lost */
    static EarlierInstallation of(List<Pod> pods, Map<String, HasMetadata> claims) {
        var servers = pods.stream().anyMatch(EarlierInstallation::hasBeenStarted);
        return new EarlierInstallation(
                servers,
                servers
                        || claims.entrySet().stream()
                                .anyMatch(claim -> pods.stream()
                                        .filter(pod ->
                                                pod.getMetadata().getName().equals(claim.getKey()))
                                        .noneMatch(pod -> isFirst(
                                                pod.getMetadata(),
                                                claim.getValue().getMetadata()))));
    }

    /** No container of a pod that waits for a Secret has been started. A pod without statuses that is not waiting has been evicted. */
    private static boolean hasBeenStarted(Pod pod) {
        var status = Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new);
        var isWaiting = status.getPhase() == null || status.getPhase().equals("Pending");
        return !isWaiting
                || Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
                        .flatMap(List::stream)
                        .anyMatch(EarlierInstallation::hasBeenStarted);
    }

    private static boolean hasBeenStarted(ContainerStatus container) {
        return (container.getRestartCount() != null && container.getRestartCount() > 0)
                || Stream.of(container.getState(), container.getLastState())
                        .flatMap(state -> Optional.ofNullable(state).stream())
                        .anyMatch(state -> state.getRunning() != null || state.getTerminated() != null);
    }

    private static boolean isFirst(ObjectMeta pod, ObjectMeta claim) {
        return pod.getCreationTimestamp() != null
                && claim.getCreationTimestamp() != null
                && !Instant.parse(pod.getCreationTimestamp())
                        .isAfter(Instant.parse(claim.getCreationTimestamp()).plus(TOGETHER));
    }
}
