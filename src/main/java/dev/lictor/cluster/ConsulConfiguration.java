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
 * Consul's configuration files, in the dialect of the wanted version: one that all servers share and one that is a server's own. A
 * key that a version does not know keeps it from starting, and one that it calls deprecated makes it complain.
 */
public final class ConsulConfiguration {
    public static final String CA_FILE = "ca.crt";
    public static final String CERTIFICATE_FILE = "consul.crt";
    public static final String KEY_FILE = "consul-key.key";

    /** In the Secret of the gossip key. */
    public static final String GOSSIP_KEY = "gossip-encryption-key";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private ConsulConfiguration() {}

    /**
     * What all servers share.
     *
     * @param dataDirectory of a server
     * @param tlsDirectory of {@link #CA_FILE}, {@link #CERTIFICATE_FILE} and {@link #KEY_FILE}
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

    /** Objects of the same key become one; else what was asked for in addition wins, for {@link ReservedKeys} let it pass. */
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

    /** Consul takes a key in whatever case, and must not find one twice. */
    private static String spelling(ObjectNode config, String key) {
        return config.properties().stream()
                .map(Map.Entry::getKey)
                .filter(key::equalsIgnoreCase)
                .findFirst()
                .orElse(key);
    }

    /**
     * What only one server has.
     *
     * @param advertise the address by which its peers reach it
     * @param peers the addresses to join, never its own: a server that is content with itself never looks for the others
     * @param more keys that win over the shared ones
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

    /** All but the server itself, of addresses that begin with a server's name: one that finds itself looks for nobody else. */
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
