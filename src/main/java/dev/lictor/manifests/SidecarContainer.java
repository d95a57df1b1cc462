package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.SidecarEnvironment;
import dev.lictor.cluster.SidecarEnvironment.Variable;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The container of the sidecar. It is a native sidecar (Kubernetes documentation, "Sidecar Containers"): an init container with restart policy
 * {@code Always} starts before Consul and ends after it.
 */
final class SidecarContainer {
    static final String PORT_NAME = "lictor";

    /** The program in Lictor's image. A hook does not use the image's entry point. */
    private static final String PROGRAM = "/usr/local/bin/lictor";

    private static final String ORDINAL = "metadata.labels['apps.kubernetes.io/pod-index']";
    private static final long GRACE_OF_A_HUNG_SIDECAR_SECONDS = 5;

    private SidecarContainer() {}

    static Container of(ClusterSpec spec) {
        return Containers.hardened(spec, "lictor", spec.images().lictor())
                .withRestartPolicy("Always")
                .withArgs("sidecar")
                .withEnv(environment(spec))
                .withLifecycle(Containers.handsOver(spec) ? handover() : null)
                .withPorts(Containers.port(PORT_NAME, spec.observing().port(), "TCP"))
                .withVolumeMounts(Containers.readOnly(Volumes.TLS, Mounts.TLS), space())
                .addAllToVolumeMounts(
                        spec.observing().backups().stream().map(_ -> backups()).toList())
                .addAllToVolumeMounts(spec.observing().tokenSecret().stream()
                        .map(_ -> Containers.readOnly(Volumes.TOKENS, Mounts.TOKENS))
                        .toList())
                // Consul starts only after the first poll, so the probe runs every second.
                .withStartupProbe(probe(spec, "/q/health/started", 1, 60))
                // Only for a sidecar that hangs: on a busy node answers are late, and a restart would take the sidecar
                // from its server in vain.
                .withLivenessProbe(new ProbeBuilder(probe(spec, "/q/health/live", 10, 6))
                        // Without it, a hung sidecar would end only after the pod's grace period, which is meant for
                        // Consul.
                        .withTerminationGracePeriodSeconds(GRACE_OF_A_HUNG_SIDECAR_SECONDS)
                        .build())
                .withReadinessProbe(probe(spec, "/q/health/ready", 1, 1))
                .withResources(Containers.requirements(spec.pods().lictor()))
                .build();
    }

    /** A value for each variable; only the ordinal is a field of the pod. */
    private static List<EnvVar> environment(ClusterSpec spec) {
        var options = spec.observing();
        var environment = SidecarEnvironment.of(options)
                .with(Variable.PORT, options.port())
                .server("https://127.0.0.1:" + spec.ports().https(), Mounts.TLS, Mounts.SPACE, peers(spec));
        if (options.certificate().isPresent()) {
            environment = environment
                    .with(Variable.CERTIFICATE_FILE, options.certificate().get().certificateFile())
                    .with(Variable.KEY_FILE, options.certificate().get().keyFile());
        }
        if (options.backups().isPresent()) {
            environment = environment.backups(options.backups().get()).with(Variable.BACKUP_DIRECTORY, Mounts.BACKUPS);
        }
        if (options.tokenSecret().isPresent()) {
            environment = environment.with(Variable.TOKEN_FILE, Mounts.TOKENS + "/" + Mounts.TOKEN);
        }
        if (options.tokenSecret().isPresent() && options.backups().isPresent()) {
            environment = environment.with(Variable.BACKUP_TOKEN_FILE, Mounts.TOKENS + "/" + Mounts.BACKUP_TOKEN);
        }
        var variables = new EnumMap<Variable, EnvVar>(Variable.class);
        environment
                .values()
                .forEach((variable, value) -> variables.put(variable, Containers.value(variable.key(), value)));
        if (options.backups().isPresent()) {
            variables.put(Variable.ORDINAL, Containers.field(Variable.ORDINAL.key(), ORDINAL));
        }
        return List.copyOf(variables.values());
    }

    /** All servers: each sidecar leaves out its own, whose name it knows. */
    private static List<String> peers(ClusterSpec spec) {
        return IntStream.range(0, spec.servers()).mapToObj(spec::address).toList();
    }

    /** Only the folder of the backups on the data volume. */
    private static VolumeMount backups() {
        return new VolumeMountBuilder(Containers.writable(Volumes.DATA, Mounts.BACKUPS))
                .withSubPath(Mounts.BACKUPS_SUB_PATH)
                .build();
    }

    private static VolumeMount space() {
        return new VolumeMountBuilder(Containers.readOnly(Volumes.DATA, Mounts.SPACE))
                .withSubPath(Mounts.SPACE_SUB_PATH)
                .build();
    }

    private static Lifecycle handover() {
        return new LifecycleBuilder()
                .withNewPreStop()
                .withNewExec()
                .withCommand(
                        PROGRAM, "handover", "--timeout=" + (Containers.HANDOVER_SECONDS - 1), "--log=/proc/1/fd/2")
                .endExec()
                .endPreStop()
                .build();
    }

    private static Probe probe(ClusterSpec spec, String path, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withScheme(spec.observing().certificate().isPresent() ? "HTTPS" : null)
                .withNewPort(PORT_NAME)
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(Containers.PROBE_TIMEOUT_SECONDS)
                .withFailureThreshold(failures)
                .build();
    }
}
