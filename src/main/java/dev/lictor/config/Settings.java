package dev.lictor.config;

import dev.lictor.cluster.VerifyIncoming;
import dev.lictor.cluster.network.Addressing;
import dev.lictor.cluster.pods.ConsulProbes;
import dev.lictor.cluster.pods.PodUser;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Every setting of Lictor: from {@code --set}, then {@code LICTOR_*} in the environment, then the file of {@code --config}. */
@ConfigMapping(prefix = "lictor")
public interface Settings {
    /** Name of the cluster, with which its objects' names begin. */
    @WithDefault("consul")
    String name();

    /** Kubernetes namespace of all its objects. */
    @WithDefault("consul")
    String namespace();

    /** Consul's datacenter. */
    @WithDefault("dc1")
    String datacenter();

    /** Consul's own DNS domain. */
    @WithDefault("consul")
    String domain();

    /** Kubernetes' DNS domain. */
    @WithDefault("cluster.local")
    String clusterDomain();

    /** Number of Consul servers: odd, usually 3 or 5. */
    @WithDefault("3")
    int servers();

    /** Version of Consul. It decides the format of Consul's configuration. */
    @WithDefault("1.22.7")
    String consulVersion();

    /** Image of Consul; unless set `hashicorp/consul:` and the version. */
    Optional<String> consulImage();

    /** Image of Lictor for sidecars and init containers; unless set `lictor:` and this program's version. */
    Optional<String> image();

    /** Pull policy of both images: `Always`, `IfNotPresent` or `Never`. */
    @WithDefault("IfNotPresent")
    String imagePullPolicy();

    /** Address that a server advertises: `service`, the address of a Service of its own, which stays the same, or `pod`. */
    @WithDefault("service")
    Addressing addressing();

    /** Where clients must present a certificate: `rpc`, or `all` for RPC and HTTPS, which also creates a Secret with a client certificate. */
    @WithDefault("rpc")
    VerifyIncoming verifyIncoming();

    /** Scale of Raft's time-outs, 1 to 10: at 1 a dead leader is replaced in about 2 s, at 5 in about 8 s. */
    @WithDefault("1")
    int raftMultiplier();

    /** Number of servers below which Consul's autopilot removes no dead server from Raft; unless set `lictor.servers`; 0 for no limit. */
    Optional<Integer> minQuorum();

    /** Whether a server that is stopped also leaves Raft, so that Raft has one voter fewer until it is back. */
    @WithDefault("false")
    boolean leaveOnTerminate();

    /** User of the pods: `fixed` is user 100 and group 1000; with `assigned` the platform chooses, as OpenShift does. */
    @WithDefault("fixed")
    PodUser podUser();

    /** Probes of Consul's container: `off`, since the sidecar judges Consul, or `tcp`, a connection to port 8300, for policies that demand probes of every container. */
    @WithDefault("off")
    ConsulProbes consulProbes();

    /** Whether Consul serves its web UI. */
    @WithDefault("false")
    boolean ui();

    /** How long `bootstrap` waits for the servers to be ready, and `uninstall` for their pods to end. */
    @WithDefault("5m")
    Duration rolloutTimeout();

    PortSettings ports();

    TlsSettings tls();

    StorageSettings storage();

    PlacementSettings placement();

    ResourceSettings resources();

    NetworkSettings network();

    MonitoringSettings monitoring();

    ExtraSettings extra();

    NameSettings names();

    SidecarSettings sidecar();
}
