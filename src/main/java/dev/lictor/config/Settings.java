package dev.lictor.config;

import dev.lictor.cluster.Addressing;
import dev.lictor.cluster.KeyType;
import dev.lictor.cluster.PodUser;
import dev.lictor.cluster.VerifyIncoming;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Optional;

/** Every setting of Lictor: from {@code --set}, then {@code LICTOR_*} in the environment, then the file of {@code --config}. */
@ConfigMapping(prefix = "lictor")
public interface Settings {
    /** Name of the cluster, the stem of its objects' names. */
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

    /** Consul's version, which decides the dialect of its configuration. */
    @WithDefault("1.22.7")
    String consulVersion();

    /** Image of Consul; `hashicorp/consul:` and the version unless set. */
    Optional<String> consulImage();

    /** Image of Lictor for sidecars and init containers; `lictor:` and this program's version unless set. */
    Optional<String> image();

    /** Pull policy of both images: Always, IfNotPresent or Never. */
    @WithDefault("IfNotPresent")
    String imagePullPolicy();

    /** Which address a server advertises: `service`, one of its own for life, or `pod`. */
    @WithDefault("service")
    Addressing addressing();

    /** Where a client's certificate is demanded: `rpc`, or `all` for HTTPS, too, which then makes a client certificate Secret. */
    @WithDefault("rpc")
    VerifyIncoming verifyIncoming();

    /** Scale of Raft's time-outs, 1 to 10: at 1 a dead leader is replaced in about 2 s, at 5 in about 8 s. */
    @WithDefault("1")
    int raftMultiplier();

    /** Servers below which Consul's autopilot removes no dead one from Raft; the number of servers unless set, 0 for no such limit. */
    Optional<Integer> minQuorum();

    /** Whether a server that is stopped also leaves Raft, so that its peers are one voter fewer until it is back. */
    @WithDefault("false")
    boolean leaveOnTerminate();

    /** As whom pods run: `fixed`, user 100 and group 1000, or `assigned` by the platform, as OpenShift does. */
    @WithDefault("fixed")
    PodUser podUser();

    /** Whether servers serve Consul's own web pages. */
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
        /** For how long the CA's certificate is made. */
        @WithDefault("3650d")
        Duration caValidity();

        /** For how long a server's certificate is made; it is renewed when a third of that is left. */
        @WithDefault("365d")
        Duration serverValidity();

        /** Kind of the keys that are made: `ec-p256`, `ec-p384`, `rsa-2048`, `rsa-3072` or `rsa-4096`; a CA that is there keeps its own. */
        @WithDefault("ec-p256")
        KeyType keyType();

        /** Whether a new CA may sign this cluster's names alone; a cluster of other names then needs another CA. */
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

        /** Folder with `ca.crt`, `consul.crt` and `consul-key.key`: trusted, shown to Consul if it asks, and watched for expiry. */
        @WithDefault("/consul/tls")
        String tlsDirectory();

        /** File with an ACL token for Consul; none unless set. `bootstrap` sets it where there is a `token-secret`. */
        Optional<String> tokenFile();

        /** Secret with the ACL tokens of sidecars on Kubernetes, in its keys `token` and `backup-token`. It may be made later. */
        Optional<String> tokenSecret();

        /** Time between two observations; half-way Consul is asked only when it heard its leader, and for all if that is news. */
        @WithDefault("1s")
        Duration pollInterval();

        /** How long one observation waits for Consul's answers. */
        @WithDefault("900ms")
        Duration pollTimeout();

        /** An older observation is no longer believed, nor an older answer of `agent/self` if it gives no other. */
        @WithDefault("3s")
        Duration maxAge();

        /** A follower that has not heard its leader for longer is not ready. */
        @WithDefault("500ms")
        Duration maxLastContact();

        /** A server that has not applied more entries of what is committed or on the leader is not ready. */
        @WithDefault("1000")
        long maxLogLag();

        /** Gossip addresses of all servers, the own one among them, separated by commas; a server that is alone is joined to them. */
        Optional<String> peers();

        /** Which of its peers this server is, from 0, so that not all make their backups at once. `bootstrap` and `local up` set it. */
        Optional<Integer> ordinal();

        /** Whether a server that sees nobody but itself in gossip is joined to its peers. */
        @WithDefault("true")
        boolean joinIslands();

        /** Whether Consul is made to serve the mounted certificates when they have changed, without a restart. */
        @WithDefault("true")
        boolean reloadCertificates();

        /** A folder of the volume with the server's data, to tell its free room; unknown unless set. `bootstrap` and `local up` set it. */
        Optional<String> dataDirectory();

        /** Whether servers on Kubernetes keep backups, each its own, on the volume of its data; unless set they do on a `claim`. */
        Optional<Boolean> keepBackups();

        /** Where this sidecar keeps backups of its server; nowhere unless set. `bootstrap` and `local up` set it. */
        Optional<String> backupDirectory();

        /** Time between two backups, the first of which is made as soon as the server is ready. */
        @WithDefault("1h")
        Duration backupInterval();

        /** What a server's backups take at most, such as `256Mi`: a quarter of `lictor.storage.size` unless set, at most half of it. */
        Optional<String> backupSpace();

        /** How many backups a server keeps; fewer where `backup-space` or Consul's data leaves no room for them. */
        @WithDefault("24")
        int backupCount();

        /** File with an ACL token for backups, which need `acl:write`; that of `token-file` unless set, as `bootstrap` does where there is a `token-secret`. */
        Optional<String> backupTokenFile();

        /** Whether a leader hands over before its pod stops, which holds every pod for some seconds; needs Consul 1.15. */
        @WithDefault("true")
        boolean handOver();

        /** Certificate for HTTPS on the sidecar's port, such as `/consul/tls/consul.crt`; HTTP unless set. A changed one is served within 30 s. */
        Optional<String> certificateFile();

        /** Private key of `certificate-file`. */
        Optional<String> keyFile();
    }
}
