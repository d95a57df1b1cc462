package dev.lictor.bootstrap.rollout;

import dev.lictor.consul.ValidationOutput;
import dev.lictor.manifests.ConfigurationCheckPod;
import dev.lictor.text.Foreign;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** What Consul says to a configuration, as far as it is known. */
public sealed interface ConfigurationVerdict {
    /** @param why Consul has not answered yet */
    record Pending(String why) implements ConfigurationVerdict {}

    /** What ends the wait for Consul. */
    sealed interface Final extends ConfigurationVerdict {}

    /** Consul accepts the configuration. */
    record Accepted() implements Final {}

    /** @param words Consul's own, in one line */
    record Refused(String words) implements Final {}

    /** @param why Consul will not answer in this pod */
    record NoAnswer(String why) implements Final {}

    /** The answer of the pod that runs {@code consul validate}. */
    static ConfigurationVerdict of(Pod pod) {
        var ended = pod.getStatus().getContainerStatuses().stream()
                .filter(container -> ConfigurationCheckPod.CONTAINER.equals(container.getName()))
                .flatMap(container -> ended(container).stream())
                .findFirst();
        if (ended.isPresent()) {
            return of(ended.get());
        }
        var reasons = String.join("; ", RolloutStatus.reasons(pod));
        if ("Failed".equals(pod.getStatus().getPhase())) {
            return new NoAnswer(Foreign.line(Optional.ofNullable(pod.getStatus().getMessage())
                    .or(() -> Optional.ofNullable(pod.getStatus().getReason()))
                    .orElse("the pod has failed")));
        }
        return new Pending(reasons.isEmpty() ? "the pod has not ended yet" : reasons);
    }

    private static Optional<ContainerStateTerminated> ended(ContainerStatus container) {
        return Optional.ofNullable(container.getState()).flatMap(state -> Optional.ofNullable(state.getTerminated()));
    }

    private static Final of(ContainerStateTerminated ended) {
        var message = Optional.ofNullable(ended.getMessage()).orElse("");
        return switch (ended.getExitCode()) {
            case 0 -> new Accepted();
            case ValidationOutput.REFUSED -> new Refused(ValidationOutput.words(message));
            default ->
                new NoAnswer("consul validate ended with exit code %d%s%s"
                        .formatted(
                                ended.getExitCode(),
                                ended.getReason() == null ? "" : " (%s)".formatted(Foreign.line(ended.getReason())),
                                message.isBlank() ? "" : ": " + Foreign.line(message)));
        };
    }
}
