package dev.lictor.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The keys of Consul's configuration that Lictor itself answers for, each with why; a key stands for all below it. */
final class ReservedKeys {
    private static final String EACH_SERVERS = "it is each server's own, and written by its init container";
    private static final String ADDRESSES = "servers listen on all addresses of their pods, and sidecars ask there";
    private static final String TLS =
            "Lictor makes the certificates and demands them; see lictor.verify-incoming and lictor.tls";
    private static final String SECRET =
            "a ConfigMap is no place for a secret; set tokens by the ACL API, with acl.enable_token_persistence";

    private static final Map<String, String> WHY = new TreeMap<>();

    static {
        reserve("Lictor makes servers alone", "server");
        reserve("lictor.servers says how many there are", "bootstrap", "bootstrap_expect");
        reserve("set lictor.datacenter", "datacenter");
        reserve("set lictor.domain", "domain");
        reserve("the volume is mounted there", "data_dir");
        reserve(EACH_SERVERS, "node_name", "node_id", "disable_host_node_id", "retry_join", "start_join", "encrypt");
        reserve(EACH_SERVERS, "advertise_addr", "advertise_addr_ipv4", "advertise_addr_ipv6");
        reserve(ADDRESSES, "bind_addr", "client_addr", "addresses");
        reserve("peers find each other there", "ports.server", "ports.serf_lan");
        reserve("set lictor.ports.https", "ports.https");
        reserve("set lictor.ports.http", "ports.http");
        reserve("set lictor.ports.dns", "ports.dns");
        reserve("set lictor.raft-multiplier", "performance.raft_multiplier");
        reserve("set lictor.min-quorum", "autopilot.min_quorum");
        reserve("set lictor.leave-on-terminate", "leave_on_terminate");
        reserve("set lictor.ui", "ui", "ui_config.enabled");
        for (var key : List.of(
                "ca_file",
                "ca_path",
                "cert_file",
                "key_file",
                "verify_incoming",
                "verify_outgoing",
                "verify_server_hostname")) {
            reserve(TLS, key, "tls.defaults." + key, "tls.internal_rpc." + key, "tls.https." + key);
        }
        reserve(TLS, "verify_incoming_rpc", "verify_incoming_https");
        reserve(SECRET, "acl.tokens", "acl_token", "acl_master_token", "acl_agent_token", "acl_agent_master_token");
        reserve(SECRET, "acl_replication_token", "connect.ca_config", "auto_config.intro_token");
    }

    private ReservedKeys() {}

    private static void reserve(String why, String... keys) {
        for (var key : keys) {
            WHY.put(key, why);
        }
    }

    static boolean contains(String key) {
        return WHY.containsKey(key);
    }

    static List<String> problems(ObjectNode extra) {
        var problems = new ArrayList<String>();
        problems(problems, "", extra);
        return problems;
    }

    private static void problems(List<String> problems, String prefix, JsonNode object) {
        for (var field : object.properties()) {
            var path = prefix + field.getKey();
            // Consul takes a key in whatever case.
            var key = path.toLowerCase(Locale.ROOT);
            var why = WHY.get(key);
            if (why != null) {
                problems.add("lictor.extra.consul has %s, which is not free: %s".formatted(path, why));
            } else if (field.getValue().isObject()) {
                problems(problems, path + ".", field.getValue());
            } else if (WHY.keySet().stream().anyMatch(reserved -> reserved.startsWith(key + "."))) {
                problems.add("lictor.extra.consul has %s, which must be an object of keys: some below it are Lictor's"
                        .formatted(path));
            }
        }
    }
}
