package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.cluster.ConsulVersion.Feature;
import dev.lictor.cluster.SidecarOptions;
import dev.lictor.cluster.network.Addressing;
import dev.lictor.cluster.network.Ports;
import dev.lictor.cluster.pods.Resources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The containers of a server's pod, in the order in which they start. */
final class Containers {
    static final String SIDECAR_PORT_NAME = "lictor";

    /** The program in Lictor's image. A hook does not use the image's entry point. */
    private static final String PROGRAM = "/usr/local/bin/lictor";

    /** A leadership transfer takes a tenth of this time; the rest is for a busy node to start the hook. */
    private static final long HANDOVER_SECONDS = 5;

    /** A negative answer comes at once; on a busy node a positive one can take this long. */
    private static final int PROBE_TIMEOUT_SECONDS = 3;

    private static final long GRACE_OF_A_HUNG_SIDECAR_SECONDS = 5;

    private Containers() {}

    /** The init container: writes the server's own configuration, and ends. */
    static Container prepare(ClusterSpec spec) {
        var args = new ArrayList<>(List.of(
                "prepare",
                "--node=$(POD_NAME)",
                "--advertise="
                        + (spec.addressing() == Addressing.POD
                                ? "$(POD_IP)"
                                : "$(POD_NAME).%s.svc".formatted(spec.names().namespace())),
                "--gossip-key-file=" + Mounts.GOSSIP + "/" + ConsulConfiguration.GOSSIP_KEY,
                "--output=" + Mounts.OWN_FILE));
        spec.networking().families().stream().findFirst().ifPresent(family -> args.add("--family=" + family));
        IntStream.range(0, spec.servers()).forEach(ordinal -> args.add("--server=" + spec.address(ordinal)));
        return hardened(spec, "prepare", spec.images().lictor())
                .withArgs(args)
                .withEnv(field("POD_NAME", "metadata.name"), field("POD_IP", "status.podIP"))
                .withVolumeMounts(
                        readOnly(Volumes.GOSSIP, Mounts.GOSSIP),
                        writable(Volumes.OWN_CONFIGURATION, Mounts.OWN_CONFIGURATION))
                .withResources(requirements(spec.pods().lictor()))
                .build();
    }

    /** A native sidecar (Kubernetes documentation, "Sidecar Containers"): an init container with restart policy {@code Always} starts before
     * Consul and ends after it. */
    static Container sidecar(ClusterSpec spec) {
        return hardened(spec, "lictor", spec.images().lictor())
                .withRestartPolicy("Always")
                .withArgs("sidecar")
                .withEnv(
                        value(
                                "LICTOR_SIDECAR_PORT",
                                String.valueOf(spec.observing().port())),
                        value(
                                "LICTOR_SIDECAR_CONSUL_URL",
                                "https://127.0.0.1:" + spec.ports().https()),
                        value("LICTOR_SIDECAR_TLS_DIRECTORY", Mounts.TLS),
                        value(
                                "LICTOR_SIDECAR_POLL_INTERVAL",
                                spec.observing().pollInterval().toString()),
                        value(
                                "LICTOR_SIDECAR_POLL_TIMEOUT",
                                spec.observing().pollTimeout().toString()),
                        value(
                                "LICTOR_SIDECAR_MAX_AGE",
                                spec.observing().maxAge().toString()),
                        value(
                                "LICTOR_SIDECAR_MAX_LAST_CONTACT",
                                spec.observing().maxLastContact().toString()),
                        value(
                                "LICTOR_SIDECAR_MAX_LOG_LAG",
                                String.valueOf(spec.observing().maxLogLag())),
                        value("LICTOR_SIDECAR_PEERS", peers(spec)),
                        value(
                                "LICTOR_SIDECAR_JOIN_ISOLATED_SERVERS",
                                String.valueOf(spec.observing().joinIsolatedServers())),
                        value(
                                "LICTOR_SIDECAR_RELOAD_CERTIFICATES",
                                String.valueOf(spec.observing().reloadCertificates())))
                .addToEnv(value("LICTOR_SIDECAR_DATA_DIRECTORY", Mounts.SPACE))
                .addAllToEnv(certificate(spec))
                .addAllToEnv(spec.observing().backups().map(Containers::backups).orElse(List.of()))
                .addAllToEnv(tokens(spec))
                .withLifecycle(handsOver(spec) ? handover() : null)
                .withPorts(port(SIDECAR_PORT_NAME, spec.observing().port(), "TCP"))
                .withVolumeMounts(readOnly(Volumes.TLS, Mounts.TLS), space())
                .addAllToVolumeMounts(
                        spec.observing().backups().stream().map(_ -> backups()).toList())
                .addAllToVolumeMounts(spec.observing().tokenSecret().stream()
                        .map(_ -> readOnly(Volumes.TOKENS, Mounts.TOKENS))
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
                .withResources(requirements(spec.pods().lictor()))
                .build();
    }

    private static List<EnvVar> backups(SidecarOptions.Backups backups) {
        return List.of(
                value("LICTOR_SIDECAR_BACKUP_DIRECTORY", Mounts.BACKUPS),
                value("LICTOR_SIDECAR_BACKUP_INTERVAL", backups.interval().toString()),
                value("LICTOR_SIDECAR_BACKUP_COUNT", String.valueOf(backups.count())),
                value("LICTOR_SIDECAR_BACKUP_SPACE", String.valueOf(backups.space())),
                field("LICTOR_SIDECAR_ORDINAL", "metadata.labels['apps.kubernetes.io/pod-index']"));
    }

    private static List<EnvVar> tokens(ClusterSpec spec) {
        if (spec.observing().tokenSecret().isEmpty()) {
            return List.of();
        }
        var token = value("LICTOR_SIDECAR_TOKEN_FILE", Mounts.TOKENS + "/" + Mounts.TOKEN);
        var backupToken = value("LICTOR_SIDECAR_BACKUP_TOKEN_FILE", Mounts.TOKENS + "/" + Mounts.BACKUP_TOKEN);
        return spec.observing().backups().isPresent() ? List.of(token, backupToken) : List.of(token);
    }

    /** Only the folder of the backups on the data volume. */
    private static VolumeMount backups() {
        return new VolumeMountBuilder(writable(Volumes.DATA, Mounts.BACKUPS))
                .withSubPath(Mounts.BACKUPS_SUB_PATH)
                .build();
    }

    private static VolumeMount space() {
        return new VolumeMountBuilder(readOnly(Volumes.DATA, Mounts.SPACE))
                .withSubPath(Mounts.SPACE_SUB_PATH)
                .build();
    }

    static Container consul(ClusterSpec spec) {
        return hardened(spec, "consul", spec.images().consul())
                // Not the image's entry point, which changes file owners as root and adds a configuration folder.
                .withCommand("consul")
                .withArgs(
                        "agent",
                        "-config-file=" + Mounts.SHARED_CONFIGURATION + "/" + ConfigMapObject.FILE,
                        "-config-file=" + Mounts.OWN_FILE)
                // Consul writes snapshots there first, and the root file system is read-only.
                .withEnv(value("TMPDIR", Mounts.DATA))
                .withPorts(consulPorts(spec.ports()))
                .withLifecycle(handsOver(spec) ? sleep(HANDOVER_SECONDS) : null)
                .withVolumeMounts(
                        writable(Volumes.DATA, Mounts.DATA),
                        readOnly(Volumes.TLS, Mounts.TLS),
                        readOnly(Volumes.SHARED_CONFIGURATION, Mounts.SHARED_CONFIGURATION),
                        readOnly(Volumes.OWN_CONFIGURATION, Mounts.OWN_CONFIGURATION))
                .addAllToVolumeMounts(Volumes.extraMounts(spec))
                .withResources(requirements(spec.pods().consul()))
                .build();
    }

    private static ResourceRequirements requirements(Resources resources) {
        return new ResourceRequirementsBuilder()
                .withRequests(quantities(resources.requests()))
                .withLimits(quantities(resources.limits()))
                .build();
    }

    private static Map<String, Quantity> quantities(Map<String, String> amounts) {
        var quantities = new TreeMap<String, Quantity>();
        amounts.forEach((resource, amount) -> quantities.put(resource, Quantity.parse(amount)));
        return quantities;
    }

    /** All servers: each sidecar leaves out its own, whose name it knows. */
    private static String peers(ClusterSpec spec) {
        return IntStream.range(0, spec.servers()).mapToObj(spec::address).collect(Collectors.joining(","));
    }

    private static List<EnvVar> certificate(ClusterSpec spec) {
        return spec.observing().certificate().stream()
                .flatMap(files -> Stream.of(
                        value("LICTOR_SIDECAR_CERTIFICATE_FILE", files.certificateFile()),
                        value("LICTOR_SIDECAR_KEY_FILE", files.keyFile())))
                .toList();
    }

    /** Whether there is another server, and this Consul version can transfer the leadership. */
    private static boolean handsOver(ClusterSpec spec) {
        return spec.servers() > 1
                && spec.observing().handOver()
                && spec.version().has(Feature.LEADERSHIP_TRANSFER);
    }

    private static Lifecycle handover() {
        return new LifecycleBuilder()
                .withNewPreStop()
                .withNewExec()
                .withCommand(PROGRAM, "handover", "--timeout=" + (HANDOVER_SECONDS - 1), "--log=/proc/1/fd/2")
                .endExec()
                .endPreStop()
                .build();
    }

    /** Delays Consul's end during the handover: both hooks start when the pod is deleted. The kubelet's sleep needs no shell in the image. */
    private static Lifecycle sleep(long seconds) {
        return new LifecycleBuilder()
                .withNewPreStop()
                .withNewSleep(seconds)
                .endPreStop()
                .build();
    }

    private static List<ContainerPort> consulPorts(Ports ports) {
        var open = new ArrayList<>(List.of(
                port("server", Ports.SERVER_RPC, "TCP"),
                port("serf-tcp", Ports.SERF_LAN, "TCP"),
                port("serf-udp", Ports.SERF_LAN, "UDP"),
                port("https", ports.https(), "TCP")));
        if (ports.http() != Ports.OFF) {
            open.add(port("http", ports.http(), "TCP"));
        }
        if (ports.dns() != Ports.OFF) {
            open.add(port("dns-tcp", ports.dns(), "TCP"));
            open.add(port("dns-udp", ports.dns(), "UDP"));
        }
        return open;
    }

    private static ContainerBuilder hardened(ClusterSpec spec, String name, String image) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy(spec.images().pullPolicy())
                // Shows why a container does not start to users who may list pods and may not read logs.
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withSecurityContext(restricted());
    }

    private static SecurityContext restricted() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private static Probe probe(ClusterSpec spec, String path, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withScheme(spec.observing().certificate().isPresent() ? "HTTPS" : null)
                .withNewPort(SIDECAR_PORT_NAME)
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(PROBE_TIMEOUT_SECONDS)
                .withFailureThreshold(failures)
                .build();
    }

    private static EnvVar value(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef(null, path)
                .endValueFrom()
                .build();
    }

    private static ContainerPort port(String name, int port, String protocol) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(port)
                .withProtocol(protocol)
                .build();
    }

    private static VolumeMount writable(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }

    private static VolumeMount readOnly(String volume, String path) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .build();
    }
}
