package dev.lictor.cluster;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The environment variables that set up a sidecar. Pods and {@code local up} render their variables from it. A variable sets the setting
 * {@code lictor.sidecar.*} of its name.
 */
public final class SidecarEnvironment {
    /** In the order in which a pod's template has them: another order would be a new revision, which replaces all servers. */
    public enum Variable {
        HOST,
        PORT,
        CONSUL_URL,
        TLS_DIRECTORY,
        POLL_INTERVAL,
        POLL_TIMEOUT,
        MAX_AGE,
        MAX_LAST_CONTACT,
        MAX_LOG_LAG,
        PEERS,
        JOIN_ISOLATED_SERVERS,
        RELOAD_CERTIFICATES,
        DATA_DIRECTORY,
        CERTIFICATE_FILE,
        KEY_FILE,
        BACKUP_DIRECTORY,
        BACKUP_INTERVAL,
        BACKUP_COUNT,
        BACKUP_SPACE,
        ORDINAL,
        TOKEN_FILE,
        BACKUP_TOKEN_FILE;

        /** Such as {@code LICTOR_SIDECAR_MAX_AGE}. */
        public String key() {
            return "LICTOR_SIDECAR_" + name();
        }
    }

    private final EnumMap<Variable, String> values;

    private SidecarEnvironment(EnumMap<Variable, String> values) {
        this.values = values;
    }

    /** What is the same for all sidecars of a cluster, wherever they run. */
    public static SidecarEnvironment of(SidecarOptions options) {
        return new SidecarEnvironment(new EnumMap<>(Variable.class))
                .with(Variable.POLL_INTERVAL, options.pollInterval())
                .with(Variable.POLL_TIMEOUT, options.pollTimeout())
                .with(Variable.MAX_AGE, options.maxAge())
                .with(Variable.MAX_LAST_CONTACT, options.maxLastContact())
                .with(Variable.MAX_LOG_LAG, options.maxLogLag())
                .with(Variable.JOIN_ISOLATED_SERVERS, options.joinIsolatedServers())
                .with(Variable.RELOAD_CERTIFICATES, options.reloadCertificates());
    }

    /** The server beside the sidecar, and all servers. */
    public SidecarEnvironment server(String consulUrl, String tlsDirectory, String dataDirectory, List<String> peers) {
        return with(Variable.CONSUL_URL, consulUrl)
                .with(Variable.TLS_DIRECTORY, tlsDirectory)
                .with(Variable.DATA_DIRECTORY, dataDirectory)
                .with(Variable.PEERS, String.join(",", peers));
    }

    public SidecarEnvironment backups(SidecarOptions.Backups backups) {
        return with(Variable.BACKUP_INTERVAL, backups.interval())
                .with(Variable.BACKUP_COUNT, backups.count())
                .with(Variable.BACKUP_SPACE, backups.space());
    }

    /** @return this environment and one more variable */
    public SidecarEnvironment with(Variable variable, Object value) {
        var more = new EnumMap<Variable, String>(Variable.class);
        more.putAll(values);
        more.put(variable, value.toString());
        return new SidecarEnvironment(more);
    }

    /** The values in the order of the variables. */
    public Map<Variable, String> values() {
        return Collections.unmodifiableMap(values);
    }

    /** The values by the names of the environment variables. */
    public Map<String, String> byKey() {
        return values.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().key(), Map.Entry::getValue));
    }
}
