package dev.lictor.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The keys of Consul's configuration that Lictor itself answers for, and those that would undo what it promises, each with why; a key
 * stands for all below it. All keys of Consul 1.7.2 and 1.22.7 were gone through; what is not here is free.
 */
final class ReservedKeys {
    private static final String EACH_SERVERS = "it is each server's own, and written by its init container";
    private static final String ADDRESSES = "servers listen on all addresses of their pods, and sidecars ask there";
    private static final String TLS =
            "Lictor makes the certificates and demands them; see lictor.verify-incoming and lictor.tls";
    private static final String SECRET =
            "a ConfigMap is no place for a secret; set tokens by the ACL API, with acl.enable_token_persistence";
    private static final String GOSSIP = "servers take no gossip that is not encrypted, and send none";
    private static final String COMMANDS =
            "whoever reaches Consul's API could run commands in servers' pods; checks of configuration files do with enable_local_script_checks";
    private static final String VOTERS = "each server votes, and readiness and the disruption budget count on it";

    /** @param harmless whether a value changes nothing, or only for the better */
    private record Reserved(String why, Predicate<JsonNode> harmless) {}

    private static final Map<String, Reserved> RESERVED = new TreeMap<>();

    static {
        reserve("Lictor makes servers alone", "server", "auto_config.enabled", "auto_encrypt.tls");
        reserve("lictor.servers says how many there are", "bootstrap", "bootstrap_expect");
        reserve("set lictor.datacenter", "datacenter");
        reserve(
                "a cluster is a datacenter of its own; ACLs are turned on by acl.enabled",
                "primary_datacenter",
                "acl_datacenter");
        reserve("set lictor.domain", "domain");
        reserve("the volume is mounted there", "data_dir");
        reserve(EACH_SERVERS, "node_name", "node_id", "disable_host_node_id", "retry_join", "start_join", "encrypt");
        reserve(EACH_SERVERS, "advertise_addr", "advertise_addr_ipv4", "advertise_addr_ipv6");
        reserve(ADDRESSES, "bind_addr", "client_addr", "addresses", "serf_lan");
        reserve("peers find each other there", "ports.server", "ports.serf_lan");
        reserve("set lictor.ports.https", "ports.https");
        reserve("set lictor.ports.http", "ports.http");
        reserve("set lictor.ports.dns", "ports.dns");
        reserve("set lictor.raft-multiplier", "performance.raft_multiplier");
        reserve("set lictor.min-quorum", "autopilot.min_quorum");
        reserve("set lictor.leave-on-terminate", "leave_on_terminate");
        reserveBut(true, "set lictor.leave-on-terminate", "skip_leave_on_interrupt");
        reserve("set lictor.ui", "ui", "ui_config.enabled");
        reserveBut(true, GOSSIP, "encrypt_verify_incoming", "encrypt_verify_outgoing");
        reserveBut(false, "a key that was rotated in would be forgotten by a restart", "disable_keyring_file");
        for (var key :
                List.of("ca_file", "ca_path", "cert_file", "key_file", "verify_outgoing", "verify_server_hostname")) {
            reserve(TLS, key, "tls.defaults." + key, "tls.internal_rpc." + key, "tls.https." + key, "tls.grpc." + key);
        }
        reserve(TLS, "verify_incoming", "verify_incoming_rpc", "verify_incoming_https", "server_name");
        // Of gRPC, which is off unless somebody asks for it, that may be demanded or not.
        reserve(TLS, "tls.defaults.verify_incoming", "tls.internal_rpc.verify_incoming", "tls.https.verify_incoming");
        for (var stanza : List.of("", "tls.defaults.", "tls.internal_rpc.", "tls.https.", "tls.grpc.")) {
            reserve("nothing older than TLS 1.2 is spoken", ReservedKeys::isTls12OrNewer, stanza + "tls_min_version");
        }
        reserveBut(
                false,
                "whoever reaches RPC would be given a certificate, and be let in by it",
                "auto_encrypt.allow_tls");
        reserveBut(false, COMMANDS, "enable_script_checks");
        reserveBut(true, COMMANDS, "disable_remote_exec");
        reserveBut(false, VOTERS, "read_replica", "non_voting_server");
        reserve(
                "sidecars know servers by their IDs, as from protocol 3 on",
                node -> node.asInt() == 3,
                "raft_protocol");
        reserve(
                "sidecars and lictor verify ask there; keep others out by ACLs or lictor.verify-incoming",
                node -> node.isArray() && node.isEmpty(),
                "http_config.block_endpoints");
        reserve(
                "a sidecar reloads its server from 127.0.0.1, and lictor verify writes from its pod; keep others out by ACLs or lictor.verify-incoming",
                node -> node.isArray() && node.isEmpty(),
                "http_config.allow_write_http_from");
        reserve(SECRET, "acl.tokens", "acl_token", "acl_master_token", "acl_agent_token", "acl_agent_master_token");
        reserve(SECRET, "acl_replication_token", "connect.ca_config", "auto_config.intro_token");
    }

    private ReservedKeys() {}

    private static void reserve(String why, String... keys) {
        reserve(why, _ -> false, keys);
    }

    private static void reserveBut(boolean harmless, String why, String... keys) {
        reserve(why, node -> node.isBoolean() && node.booleanValue() == harmless, keys);
    }

    private static void reserve(String why, Predicate<JsonNode> harmless, String... keys) {
        for (var key : keys) {
            RESERVED.put(key, new Reserved(why, harmless));
        }
    }

    /** In the words of both dialects, {@code tls12} and {@code TLSv1_2}. */
    private static boolean isTls12OrNewer(JsonNode version) {
        return List.of("tls12", "tls13", "TLSv1_2", "TLSv1_3").contains(version.asText());
    }

    static boolean contains(String key) {
        return RESERVED.containsKey(key);
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
            var reserved = RESERVED.get(key);
            if (reserved != null) {
                if (!reserved.harmless().test(field.getValue())) {
                    problems.add("lictor.extra.consul has %s, which is not free: %s".formatted(path, reserved.why()));
                }
            } else if (field.getValue().isObject()) {
                problems(problems, path + ".", field.getValue());
            } else if (RESERVED.keySet().stream().anyMatch(other -> other.startsWith(key + "."))) {
                problems.add("lictor.extra.consul has %s, which must be an object of keys: some below it are Lictor's"
                        .formatted(path));
            }
        }
    }
}
