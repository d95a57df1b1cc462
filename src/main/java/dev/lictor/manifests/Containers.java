package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.cluster.ConsulVersion.Feature;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The containers of a server's pod but for the sidecar: {@link SidecarContainer}. */
final class Containers {
    private static final String SERVER_PORT_NAME = "server";

    /** A leadership transfer takes a tenth of this time; the rest is for a busy node to start the hook. */
    static final long HANDOVER_SECONDS = 5;

    /** A negative answer comes at once; on a busy node a positive one can take this long. */
    static final int PROBE_TIMEOUT_SECONDS = 3;

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

    /**
     * Ends with exit code 1 and Consul's reasons if Consul refuses the configuration. It takes as little as {@link #prepare}, so that it finds
     * room beside all servers, on their nodes and in their quota.
     */
    static Container configurationCheck(ClusterSpec spec, String volume, String directory) {
        return hardened(spec, ConfigurationCheckPod.CONTAINER, spec.images().consul())
                .withCommand("consul")
                .withArgs("validate", directory + "/config.json", directory + "/server.json")
                .withLivenessProbe(execution(spec).orElse(null))
                .withReadinessProbe(execution(spec).orElse(null))
                .withVolumeMounts(readOnly(volume, directory))
                .withResources(requirements(spec.pods().lictor()))
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
                .withLivenessProbe(connection(spec, 10, 6).orElse(null))
                .withReadinessProbe(connection(spec, 2, 3).orElse(null))
                .withVolumeMounts(
                        writable(Volumes.DATA, Mounts.DATA),
                        readOnly(Volumes.TLS, Mounts.TLS),
                        readOnly(Volumes.SHARED_CONFIGURATION, Mounts.SHARED_CONFIGURATION),
                        readOnly(Volumes.OWN_CONFIGURATION, Mounts.OWN_CONFIGURATION))
                .addAllToVolumeMounts(Volumes.extraMounts(spec))
                .withResources(requirements(spec.pods().consul()))
                .build();
    }

    static ResourceRequirements requirements(Resources resources) {
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

    /** Whether there is another server, and this Consul version can transfer the leadership. */
    static boolean handsOver(ClusterSpec spec) {
        return spec.servers() > 1
                && spec.observing().handOver()
                && spec.version().has(Feature.LEADERSHIP_TRANSFER);
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
                port(SERVER_PORT_NAME, Ports.SERVER_RPC, "TCP"),
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

    static ContainerBuilder hardened(ClusterSpec spec, String name, String image) {
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

    /** Of the port that Consul opens before it knows anybody, so that a lost quorum restarts nothing. */
    private static Optional<Probe> connection(ClusterSpec spec, int periodSeconds, int failures) {
        return switch (spec.pods().consulProbes()) {
            case TCP ->
                Optional.of(new ProbeBuilder()
                        .withNewTcpSocket()
                        .withNewPort(SERVER_PORT_NAME)
                        .endTcpSocket()
                        .withPeriodSeconds(periodSeconds)
                        .withTimeoutSeconds(PROBE_TIMEOUT_SECONDS)
                        .withFailureThreshold(failures)
                        .build());
            case OFF -> Optional.empty();
        };
    }

    /** For policies that demand probes: this container opens no port, and ends before a probe is due. */
    private static Optional<Probe> execution(ClusterSpec spec) {
        return switch (spec.pods().consulProbes()) {
            case TCP ->
                Optional.of(new ProbeBuilder()
                        .withNewExec()
                        .withCommand("consul", "version")
                        .endExec()
                        .withPeriodSeconds(60)
                        .withTimeoutSeconds(PROBE_TIMEOUT_SECONDS)
                        .withFailureThreshold(6)
                        .build());
            case OFF -> Optional.empty();
        };
    }

    static EnvVar value(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef(null, path)
                .endValueFrom()
                .build();
    }

    static ContainerPort port(String name, int port, String protocol) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(port)
                .withProtocol(protocol)
                .build();
    }

    static VolumeMount writable(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }

    static VolumeMount readOnly(String volume, String path) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .build();
    }
}
