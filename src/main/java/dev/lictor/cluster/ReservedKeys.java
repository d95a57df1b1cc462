package dev.lictor.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The keys of Consul's configuration that Lictor sets itself, and the keys that would break its guarantees, each with a reason. A key stands
 * for all keys below it. All keys of Consul 1.7.2 and 1.22.7 were reviewed; the keys that are not listed here are free.
 */
final class ReservedKeys {
    private static final List<String> LOG_LEVELS = List.of("trace", "debug", "info", "warn", "err", "error");
    private static final String EACH_SERVERS = "each server has its own value, which its init container writes";
    private static final String ADDRESSES =
            "servers must listen on all addresses of their pods, where sidecars reach them";
    private static final String TLS =
            "Lictor issues the certificates and requires them; see lictor.verify-incoming and lictor.tls";
    private static final String SECRET =
            "a ConfigMap is no place for a secret; set tokens by the ACL API, with acl.enable_token_persistence";
    private static final String GOSSIP = "gossip is always encrypted";
    private static final String COMMANDS =
            "whoever reaches Consul's API could run commands in servers' pods; for checks in configuration files use enable_local_script_checks";
    private static final String VOTERS =
            "each server must be a voter, because readiness and the disruption budget assume it";

    private static final String NO_TOKEN = "a ConfigMap is no place for a secret";
    private static final String FORWARD_SECRECY =
            "only cipher suites with forward secrecy are safe if a key is stolen later, such as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    private static final Pattern CIPHER_SUITES = Pattern.compile(
            "(TLS_ECDHE_(ECDSA|RSA)_WITH_(AES_(128|256)_GCM_SHA\\d+|CHACHA20_POLY1305(_SHA256)?)(, *(?=T)|$))+");

    /** The last part of keys that hold secrets, wherever they are: of services, checks, watches and telemetry. */
    private static final Pattern SECRET_KEY = Pattern.compile("(.*_)?(token|secret|password|private_key)");

    /** @param harmless whether a value is allowed, because it changes nothing or only makes the configuration stricter */
    private record Reserved(String why, Predicate<JsonNode> harmless) {}

    private static final Map<String, Reserved> RESERVED = new TreeMap<>();

    static {
        reserve("Lictor runs only servers", "server", "auto_config.enabled", "auto_encrypt.tls");
        reserve("lictor.servers says how many there are", "bootstrap", "bootstrap_expect");
        reserve("set lictor.datacenter", "datacenter");
        reserve(
                "a cluster is always its own primary datacenter; enable ACLs with acl.enabled",
                "primary_datacenter",
                "acl_datacenter");
        reserve("set lictor.domain", "domain");
        reserve("the volume is mounted there", "data_dir");
        reserve(EACH_SERVERS, "node_name", "node_id", "disable_host_node_id", "retry_join", "start_join", "encrypt");
        reserve(EACH_SERVERS, "advertise_addr", "advertise_addr_ipv4", "advertise_addr_ipv6");
        reserve(ADDRESSES, "bind_addr", "client_addr", "addresses", "serf_lan");
        reserve("peers use these ports to find each other", "ports.server", "ports.serf_lan");
        reserve("set lictor.ports.https", "ports.https");
        reserve("set lictor.ports.http", "ports.http");
        reserve("set lictor.ports.dns", "ports.dns");
        reserve("set lictor.raft-multiplier", "performance.raft_multiplier");
        reserve("set lictor.min-quorum", "autopilot.min_quorum");
        reserve("set lictor.leave-on-terminate", "leave_on_terminate");
        reserveBut(true, "set lictor.leave-on-terminate", "skip_leave_on_interrupt");
        reserve("set lictor.ui", "ui", "ui_config.enabled");
        reserveBut(true, GOSSIP, "encrypt_verify_incoming", "encrypt_verify_outgoing");
        reserveBut(false, "a restart would lose a rotated gossip key", "disable_keyring_file");
        for (var key :
                List.of("ca_file", "ca_path", "cert_file", "key_file", "verify_outgoing", "verify_server_hostname")) {
            reserve(TLS, key, "tls.defaults." + key, "tls.internal_rpc." + key, "tls.https." + key, "tls.grpc." + key);
        }
        reserve(TLS, "verify_incoming", "verify_incoming_rpc", "verify_incoming_https", "server_name");
        // tls.grpc.verify_incoming is free: gRPC is off unless lictor.extra.consul turns it on.
        reserve(TLS, "tls.defaults.verify_incoming", "tls.internal_rpc.verify_incoming", "tls.https.verify_incoming");
        for (var stanza : List.of("", "tls.defaults.", "tls.internal_rpc.", "tls.https.", "tls.grpc.")) {
            reserve("TLS 1.2 is the minimum", ReservedKeys::isTls12OrNewer, stanza + "tls_min_version");
        }
        reserveBut(false, "whoever reaches RPC would get a certificate, and access with it", "auto_encrypt.allow_tls");
        reserveBut(false, COMMANDS, "enable_script_checks");
        reserveBut(true, COMMANDS, "disable_remote_exec");
        reserveBut(false, VOTERS, "read_replica", "non_voting_server");
        reserve(
                "sidecars identify servers by their IDs, which need protocol 3",
                node -> node.asInt() == 3,
                "raft_protocol");
        reserve(
                "sidecars and lictor verify use these endpoints; keep others out by ACLs or lictor.verify-incoming",
                node -> node.isArray() && node.isEmpty(),
                "http_config.block_endpoints");
        reserve(
                "a sidecar reloads its server from 127.0.0.1, and lictor verify writes from its pod; keep others out by ACLs or lictor.verify-incoming",
                node -> node.isArray() && node.isEmpty(),
                "http_config.allow_write_http_from");
        reserve(
                "a server that starts before its peers would end",
                node -> node.isInt() && node.intValue() == 0,
                "retry_max");
        for (var stanza : List.of("", "tls.defaults.", "tls.internal_rpc.", "tls.https.", "tls.grpc.")) {
            reserve(
                    FORWARD_SECRECY,
                    node -> CIPHER_SUITES.matcher(node.asText()).matches(),
                    stanza + "tls_cipher_suites");
        }
        // Consul judges these only when it starts, so that its check of the configuration does not find them.
        reserve(
                "Consul starts only with one of " + String.join(", ", LOG_LEVELS),
                node -> LOG_LEVELS.contains(node.asText().toLowerCase(Locale.ROOT)),
                "log_level");
        only(List.of("allow", "deny"), "acl.default_policy", "acl_default_policy");
        only(List.of("allow", "deny", "extend-cache", "async-cache"), "acl.down_policy", "acl_down_policy");
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

    private static void only(List<String> values, String... keys) {
        reserve(
                "Consul starts only with one of " + String.join(", ", values),
                node -> values.contains(node.asText()),
                keys);
    }

    private static void reserve(String why, Predicate<JsonNode> harmless, String... keys) {
        for (var key : keys) {
            RESERVED.put(key, new Reserved(why, harmless));
        }
    }

    /** In both spellings of Consul, {@code tls12} and {@code TLSv1_2}. */
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
        var spellings = new TreeMap<String, String>();
        for (var field : object.properties()) {
            var value = field.getValue();
            var path = prefix + field.getKey();
            // Consul ignores the case of keys.
            var key = path.toLowerCase(Locale.ROOT);
            var other = spellings.put(field.getKey().toLowerCase(Locale.ROOT), path);
            if (other != null) {
                problems.add("lictor.extra.consul has %s and %s, which are one key for Consul; give it once"
                        .formatted(other, path));
            }
            var reserved = RESERVED.get(key);
            if (reserved != null) {
                if (!reserved.harmless().test(value)) {
                    problems.add("lictor.extra.consul has %s, which is reserved: %s".formatted(path, reserved.why()));
                }
            } else if (value.isObject()) {
                problems(problems, path + ".", value);
            } else if (RESERVED.keySet().stream().anyMatch(below -> below.startsWith(key + "."))) {
                problems.add(
                        "lictor.extra.consul has %s, which must be an object, because some keys below it are reserved"
                                .formatted(path));
            } else if (value.isArray()) {
                value.forEach(element -> problems(problems, path + "[].", element));
            } else if (value.isTextual()
                    && !value.textValue().isEmpty()
                    && SECRET_KEY
                            .matcher(field.getKey().toLowerCase(Locale.ROOT))
                            .matches()) {
                problems.add("lictor.extra.consul has %s, which is reserved: %s".formatted(path, NO_TOKEN));
            }
        }
    }
}
