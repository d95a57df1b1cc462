package dev.lictor.config;

import dev.lictor.cluster.KeyType;
import dev.lictor.cluster.VerifyIncoming;
import dev.lictor.cluster.network.Addressing;
import dev.lictor.cluster.pods.PodUser;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
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

    interface PortSettings {
        /** Port of Consul's API with TLS. */
        @WithDefault("8501")
        int https();

        /** Port of Consul's API without TLS; -1 is off. */
        @WithDefault("-1")
        int http();

        /** Port of Consul's DNS; -1 is off. */
        @WithDefault("-1")
        int dns();
    }

    interface TlsSettings {
        /** Validity of the CA's certificate when it is created. */
        @WithDefault("3650d")
        Duration caValidity();

        /** Validity of a server's certificate; it is issued again when less than a third of it is left. */
        @WithDefault("365d")
        Duration serverValidity();

        /** Kind of the keys that are created: `ec-p256`, `ec-p384`, `rsa-2048`, `rsa-3072` or `rsa-4096`; an existing CA keeps its key. */
        @WithDefault("ec-p256")
        KeyType keyType();

        /** Whether a new CA may sign only this cluster's names; with other names the cluster then needs another CA. */
        @WithDefault("false")
        boolean nameConstraints();
    }

    /** Names of objects, each made of the cluster's name unless set. */
    interface NameSettings {
        /** Secret of the CA: `<name>-ca`. */
        Optional<String> caSecret();

        /** Secret of the servers' certificate: `<name>-tls`. */
        Optional<String> tlsSecret();

        /** Secret of the gossip key: `<name>-gossip`; may be the one of the servers' certificate. */
        Optional<String> gossipSecret();

        /** Secret of the clients' certificate: `<name>-client-tls`. */
        Optional<String> clientTlsSecret();

        /** ConfigMap of Consul's configuration: `<name>-config`. */
        Optional<String> configMap();

        /** Service for clients, of servers that are ready: `<name>`. */
        Optional<String> clientService();

        /** Headless Service of all servers, ready or not: `<name>-join`. */
        Optional<String> joinService();

        /** StatefulSet of the servers: `<name>`; its name and an ordinal are a server's name. */
        Optional<String> statefulSet();

        /** PodDisruptionBudget: `<name>`. */
        Optional<String> disruptionBudget();

        /** ServiceAccount of the servers, which has no rights: `<name>`. */
        Optional<String> serviceAccount();

        /** NetworkPolicy: `<name>`. */
        Optional<String> networkPolicy();

        /** PodMonitor of Prometheus Operator: `<name>`. */
        @WithName("pod-monitor")
        Optional<String> podMonitorName();
    }

    interface SidecarSettings {
        /** Address to listen on. */
        @WithDefault("0.0.0.0")
        String host();

        /** Port of the status page, /q/health and /q/metrics. */
        @WithDefault("8080")
        int port();

        /** Consul server to observe: `https://` or `http://`, host and port. */
        @WithDefault("https://127.0.0.1:8501")
        String consulUrl();

        /** Folder with `ca.crt`, which is trusted, and `consul.crt` and `consul-key.key`, which are presented if Consul asks; all are watched for expiry. */
        @WithDefault("/consul/tls")
        String tlsDirectory();

        /** File with an ACL token for Consul; unless set none. `bootstrap` sets it where there is a `token-secret`. */
        Optional<String> tokenFile();

        /** Secret with the ACL tokens of sidecars on Kubernetes, in its keys `token` and `backup-token`. It may be created later. */
        Optional<String> tokenSecret();

        /** Time between two polls. Between two polls a cheap leader check runs; a change triggers a full poll. */
        @WithDefault("1s")
        Duration pollInterval();

        /** Time for which one poll waits for Consul's answers. */
        @WithDefault("900ms")
        Duration pollTimeout();

        /** Age beyond which an observation counts as unknown, and so does an answer of `agent/self` while there is no newer one. */
        @WithDefault("3s")
        Duration maxAge();

        /** A follower is not ready if it has not heard its leader for longer than this. */
        @WithDefault("500ms")
        Duration maxLastContact();

        /** A server is not ready if it has not applied more entries than this, of those that are committed or on the leader. */
        @WithDefault("1000")
        long maxLogLag();

        /** Gossip addresses of all servers, this one included, with commas between; a server that is alone in gossip is joined to them. */
        Optional<String> peers();

        /** Number of this server among its peers, from 0, so that servers make their backups in turns. `bootstrap` and `local up` set it. */
        Optional<Integer> ordinal();

        /** Whether a server that is alone in gossip is joined to its peers. */
        @WithDefault("true")
        boolean joinIsolatedServers();

        /** Whether Consul reloads the mounted certificates when they have changed, without a restart. */
        @WithDefault("true")
        boolean reloadCertificates();

        /** A folder on the volume of the server's data, to measure its free space; unless set it is unknown. `bootstrap` and `local up` set it. */
        Optional<String> dataDirectory();

        /** Whether servers on Kubernetes keep backups, each on the volume of its data; unless set only on a `claim`. */
        Optional<Boolean> keepBackups();

        /** Folder in which this sidecar keeps backups of its server; unless set there are none. `bootstrap` and `local up` set it. */
        Optional<String> backupDirectory();

        /** Time between two backups. The first is made as soon as the server is ready. */
        @WithDefault("1h")
        Duration backupInterval();

        /** Size of all backups of a server at most, such as `256Mi`; unless set a quarter of `lictor.storage.size`; at most half of it. */
        Optional<String> backupSpace();

        /** Number of backups that a server keeps; fewer if `backup-space` or Consul's data leaves no room for them. */
        @WithDefault("24")
        int backupCount();

        /** File with an ACL token for backups, which need `acl:write`; unless set that of `token-file`. `bootstrap` sets it where there is a `token-secret`. */
        Optional<String> backupTokenFile();

        /** Whether a leader transfers its leadership before its pod stops, which delays the end of every pod by some seconds; needs Consul 1.15. */
        @WithDefault("true")
        boolean handOver();

        /** Certificate for HTTPS on the sidecar's port, such as `/consul/tls/consul.crt`; unless set HTTP. A changed one is served within 30 s. */
        Optional<String> certificateFile();

        /** Private key of `certificate-file`. */
        Optional<String> keyFile();
    }
}
