package dev.lictor.bootstrap.rollout;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.manifests.ConfigurationCheckPod;
import dev.lictor.manifests.Labels;
import dev.lictor.text.ChangedLines;
import dev.lictor.time.Deadline;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks the Consul that is to run whether it accepts the configuration that it is to read, in a pod of its own, before a server is replaced.
 * Only a configuration with {@code lictor.extra.consul} is checked: the rest is Lictor's, and tested with each version.
 */
public final class ConfigurationCheck {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final KubernetesApi kubernetes;
    private final ClusterSpec spec;
    private final InstantSource clock;
    private final Duration pause;

    public ConfigurationCheck(KubernetesApi kubernetes, ClusterSpec spec, InstantSource clock) {
        this(kubernetes, spec, clock, PAUSE);
    }

    /** @param pause between two looks at the pod */
    ConfigurationCheck(KubernetesApi kubernetes, ClusterSpec spec, InstantSource clock, Duration pause) {
        this.kubernetes = kubernetes;
        this.spec = spec;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Waits until Consul has answered, or the timeout is over. Without a running server nothing is asked: then no server can lose anything,
     * and the rollout reports why servers do not start.
     *
     * @param progress receives a line at each change
     */
    public ConfigurationVerdict.Final await(Duration timeout, Consumer<String> progress) throws InterruptedException {
        var server = kubernetes.pods(spec.names().namespace(), spec.names().servers(spec.servers())).stream()
                .filter(ConfigurationCheck::runs)
                .findFirst();
        if (server.isEmpty()) {
            return new ConfigurationVerdict.Accepted();
        }
        var wanted = ConfigurationCheckPod.of(spec, server.get(), Math.max(1, timeout.toSeconds()));
        progress.accept("pod/%s asks Consul whether it accepts its configuration".formatted(name()));
        try {
            return await(wanted, Deadline.after(timeout, clock), new ChangedLines(progress));
        } finally {
            live().filter(this::isOurs).ifPresent(this::delete);
        }
    }

    /** Whatever the container is called, for a takeover replaces pods of others. */
    private static boolean runs(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .anyMatch(container ->
                        container.getState() != null && container.getState().getRunning() != null);
    }

    private ConfigurationVerdict.Final await(Pod wanted, Deadline deadline, ChangedLines progress)
            throws InterruptedException {
        while (true) {
            switch (look(wanted)) {
                case ConfigurationVerdict.Final verdict -> {
                    return verdict;
                }
                case ConfigurationVerdict.Pending(var why) -> {
                    progress.accept("pod/%s: %s".formatted(name(), why));
                    if (!deadline.sleep(pause)) {
                        return new ConfigurationVerdict.NoAnswer(why);
                    }
                }
            }
        }
    }

    /** Another run may check at the same time: it shares the pod of the same configuration, and replaces the pod of another. */
    private ConfigurationVerdict look(Pod wanted) {
        var found = live();
        if (found.isEmpty()) {
            create(wanted);
            return new ConfigurationVerdict.Pending("the pod is created");
        }
        var live = found.get();
        if (!isOurs(live)) {
            return new ConfigurationVerdict.NoAnswer("a pod of this name exists and is not part of this cluster");
        }
        if (live.getMetadata().getDeletionTimestamp() != null || !ConfigurationCheckPod.isSame(live, wanted)) {
            delete(live);
            return new ConfigurationVerdict.Pending("waiting until an earlier pod has ended");
        }
        return ConfigurationVerdict.of(live);
    }

    private void create(Pod wanted) {
        try {
            kubernetes.applyNew(wanted);
        } catch (WriteConflictException e) {
            // Another run has created it: the next look sees that pod.
        }
    }

    private void delete(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        try {
            kubernetes.deletePod(pod);
        } catch (WriteConflictException e) {
            // It is gone.
        }
    }

    private Optional<Pod> live() {
        return kubernetes.pods(spec.names().namespace(), List.of(name())).stream()
                .findFirst();
    }

    private boolean isOurs(Pod pod) {
        return Labels.areOurs(pod, spec);
    }

    private String name() {
        return ConfigurationCheckPod.name(spec);
    }
}
