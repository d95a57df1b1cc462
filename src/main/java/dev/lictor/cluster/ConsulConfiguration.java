package dev.lictor.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.cluster.ConsulVersion.Feature;
import dev.lictor.cluster.network.Ports;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes Consul's configuration files for the desired version: one that all servers share, and one for each server. Consul does not start
 * with a key that its version does not know, and logs a warning for a deprecated one.
 */
public final class ConsulConfiguration {
    public static final String CA_FILE = "ca.crt";
    public static final String CERTIFICATE_FILE = "consul.crt";
    public static final String KEY_FILE = "consul-key.key";

    /** The key of the gossip key in its Secret. */
    public static final String GOSSIP_KEY = "gossip-encryption-key";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private ConsulConfiguration() {}

    /**
     * The configuration that all servers share.
     *
     * @param dataDirectory a server's {@code data_dir}
     * @param tlsDirectory contains {@link #CA_FILE}, {@link #CERTIFICATE_FILE} and {@link #KEY_FILE}
     */
    public static String shared(ClusterSpec spec, String dataDirectory, String tlsDirectory) {
        var version = spec.version();
        var config = new TreeMap<String, Object>();
        config.put("server", true);
        config.put("bootstrap_expect", spec.servers());
        config.put("datacenter", spec.datacenter());
        config.put("domain", spec.domain());
        config.put("data_dir", dataDirectory);
        config.put("bind_addr", "0.0.0.0");
        config.put("client_addr", "0.0.0.0");
        config.put("disable_host_node_id", true);
        config.put("disable_update_check", true);
        config.put("retry_interval", "2s");
        config.put("performance", Map.of("raft_multiplier", spec.raft().multiplier()));
        config.put("autopilot", Map.of("min_quorum", spec.raft().minQuorum()));
        config.put("leave_on_terminate", spec.raft().leaveOnTerminate());
        config.put("connect", Map.of("enabled", false));
        config.put("ports", ports(spec));
        if (version.has(Feature.PEERING)) {
            config.put("peering", Map.of("enabled", false));
        }
        if (spec.ui()) {
            config.putAll(
                    version.has(Feature.UI_CONFIG) ? Map.of("ui_config", Map.of("enabled", true)) : Map.of("ui", true));
        }
        config.putAll(version.has(Feature.TLS_STANZA) ? tlsStanza(spec, tlsDirectory) : flatTls(spec, tlsDirectory));
        return json(merged(config, spec.extras().consul()));
    }

    /** Objects of the same key are merged. Otherwise the extra value wins, because {@link ReservedKeys} has allowed it. */
    private static Map<String, Object> merged(Map<String, Object> config, ObjectNode extra) {
        ObjectNode merged = JSON.valueToTree(config);
        merge(merged, extra);
        return JSON.convertValue(merged, new TypeReference<TreeMap<String, Object>>() {});
    }

    private static void merge(ObjectNode into, ObjectNode extra) {
        for (var field : extra.properties()) {
            var key = spelling(into, field.getKey());
            if (into.get(key) instanceof ObjectNode ours && field.getValue() instanceof ObjectNode theirs) {
                merge(ours, theirs);
            } else {
                into.set(key, field.getValue());
            }
        }
    }

    /** Consul ignores the case of keys, so a key must not occur in two spellings. */
    private static String spelling(ObjectNode config, String key) {
        return config.properties().stream()
                .map(Map.Entry::getKey)
                .filter(key::equalsIgnoreCase)
                .findFirst()
                .orElse(key);
    }

    /**
     * The configuration of one server.
     *
     * @param advertise the address that it advertises to its peers
     * @param peers the addresses to join, without its own: a server that joins itself stops trying to join the others
     * @param more keys that override the shared ones
     */
    public static String own(
            String node, String advertise, List<String> peers, String gossipKey, Map<String, Object> more) {
        var config = new TreeMap<>(more);
        config.put("node_name", node);
        config.put("advertise_addr", advertise);
        config.put("retry_join", peers);
        config.put("encrypt", gossipKey);
        return json(config);
    }

    /** The addresses without the server's own; each begins with a server's name. A server that joins itself stops trying to join the others. */
    public static List<String> peers(String node, List<String> servers) {
        return servers.stream().filter(server -> !server.startsWith(node + ".")).toList();
    }

    private static Map<String, Integer> ports(ClusterSpec spec) {
        var ports = new TreeMap<String, Integer>();
        ports.put("server", Ports.SERVER_RPC);
        ports.put("serf_lan", Ports.SERF_LAN);
        ports.put("serf_wan", Ports.OFF);
        ports.put("https", spec.ports().https());
        ports.put("http", spec.ports().http());
        ports.put("dns", spec.ports().dns());
        ports.put("grpc", Ports.OFF);
        if (spec.version().has(Feature.GRPC_TLS_PORT)) {
            ports.put("grpc_tls", Ports.OFF);
        }
        return ports;
    }

    private static Map<String, Object> tlsStanza(ClusterSpec spec, String directory) {
        var defaults = new TreeMap<String, Object>(Map.of(
                "ca_file", directory + "/" + CA_FILE,
                "cert_file", directory + "/" + CERTIFICATE_FILE,
                "key_file", directory + "/" + KEY_FILE,
                "verify_incoming", true,
                "verify_outgoing", true));
        var tls = new TreeMap<String, Object>(Map.of("defaults", defaults));
        if (spec.version().has(Feature.TLS_DEFAULTS_VERIFY_SERVER_HOSTNAME)) {
            defaults.put("verify_server_hostname", true);
        } else {
            tls.put("internal_rpc", Map.of("verify_server_hostname", true));
        }
        if (spec.verifyIncoming() == VerifyIncoming.RPC) {
            tls.put("https", Map.of("verify_incoming", false));
        }
        return Map.of("tls", tls);
    }

    private static Map<String, Object> flatTls(ClusterSpec spec, String directory) {
        return Map.of(
                "ca_file",
                directory + "/" + CA_FILE,
                "cert_file",
                directory + "/" + CERTIFICATE_FILE,
                "key_file",
                directory + "/" + KEY_FILE,
                spec.verifyIncoming() == VerifyIncoming.ALL ? "verify_incoming" : "verify_incoming_rpc",
                true,
                "verify_outgoing",
                true,
                "verify_server_hostname",
                true);
    }

    private static String json(Map<String, Object> config) {
        try {
            return JSON.writeValueAsString(config) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, numbers and texts can be written", e);
        }
    }
}
