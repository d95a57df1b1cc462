package dev.lictor.config;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The sidecar beside a server: what it observes, when a server is ready, what it does, and its backups. */
public interface SidecarSettings {
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
