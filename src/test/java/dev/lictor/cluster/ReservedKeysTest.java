package dev.lictor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.testing.Specs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedKeysTest {
    /** Off or so because a key/value store does well with it: whoever wants it otherwise may have it. */
    private static final Set<String> FREE = Set.of(
            "connect.enabled",
            "disable_update_check",
            "peering.enabled",
            "ports.grpc",
            "ports.grpc_tls",
            "ports.serf_wan",
            "retry_interval");

    @ParameterizedTest
    @CsvSource({"1.7.2,rpc", "1.7.2,all", "1.12.0,rpc", "1.22.7,rpc", "1.22.7,all"})
    void eachKeyThatLictorWritesIsReservedOrFreeOnPurpose(String version, String verifyIncoming) throws Exception {
        var spec = Specs.with(Map.of(
                "lictor.consul-version", version, "lictor.verify-incoming", verifyIncoming, "lictor.ui", "true"));
        var ours = new TreeSet<String>();
        leaves("", new ObjectMapper().readTree(ConsulConfiguration.shared(spec, "/data", "/tls")), ours);

        ours.removeAll(FREE);

        assertThat(ours).isNotEmpty().allMatch(ReservedKeys::contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'encrypt_verify_incoming': false}",
                "{'Encrypt_Verify_Outgoing': 'false'}",
                "{'disable_keyring_file': true}",
                "{'auto_encrypt': {'allow_tls': true}}",
                "{'auto_encrypt': {'tls': true}}",
                "{'auto_config': {'enabled': true}}",
                "{'enable_script_checks': true}",
                "{'disable_remote_exec': false}",
                "{'serf_lan': '127.0.0.1'}",
                "{'primary_datacenter': 'dc0'}",
                "{'acl_datacenter': 'dc0'}",
                "{'read_replica': true}",
                "{'non_voting_server': true}",
                "{'raft_protocol': 2}",
                "{'tls_min_version': 'tls10'}",
                "{'tls': {'defaults': {'tls_min_version': 'TLSv1_1'}}}",
                "{'TLS': {'HTTPS': {'tls_min_version': 'TLSv1_0'}}}",
                "{'tls': {'grpc': {'ca_file': '/nowhere'}}}",
                "{'tls': [{'defaults': {'verify_incoming': false}}]}",
                "{'server_name': 'other'}",
                "{'skip_leave_on_interrupt': false}",
                "{'http_config': {'block_endpoints': ['/v1/agent/self']}}",
                "{'http_config': {'allow_write_http_from': ['10.0.0.0/8']}}",
                "{'Server': false}",
                "{'retry_max': 3}",
                "{'log_level': 'WARNING'}",
                "{'acl': {'enabled': true, 'default_policy': 'maybe'}}",
                "{'acl': {'enabled': true, 'default_policy': 'Deny'}}",
                "{'acl_down_policy': 'never'}",
                "{'tls_cipher_suites': 'TLS_RSA_WITH_AES_128_CBC_SHA'}",
                "{'tls': {'internal_rpc': {'tls_cipher_suites': 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_3DES_EDE_CBC_SHA'}}}",
                "{'services': [{'name': 'a', 'token': 'x'}]}",
                "{'services': [{'name': 'a', 'checks': [{'Token': 'x'}]}]}",
                "{'watches': [{'type': 'key', 'token': 'x'}]}",
                "{'telemetry': {'circonus_api_token': 'x'}}",
                "{'cloud': {'client_secret': 'x'}}",
                "{'limits': {'rpc_rate': 1, 'RPC_rate': 2}}",
                "{'limits': {'rpc_rate': 1}, 'Limits': {'rpc_max_burst': 2}}"
            })
    void keysThatBreakAGuaranteeAreRefused(String extra) {
        assertThat(problems(extra)).singleElement().asString().startsWith("lictor.extra.consul has ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'encrypt_verify_incoming': true, 'encrypt_verify_outgoing': true, 'disable_keyring_file': false}",
                "{'auto_encrypt': {'allow_tls': false}, 'disable_remote_exec': true, 'enable_script_checks': false}",
                "{'tls_min_version': 'tls13'}",
                "{'tls': {'defaults': {'tls_min_version': 'TLSv1_3'}, 'grpc': {'verify_incoming': true}}}",
                "{'retry_max': 0, 'acl_down_policy': 'extend-cache', 'log_level': 'warn'}",
                "{'services': [{'name': 'a', 'token': ''}], 'watches': []}",
                "{'tls_cipher_suites': 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'}",
                "{'skip_leave_on_interrupt': true, 'raft_protocol': 3, 'read_replica': false}",
                "{'enable_local_script_checks': true, 'rejoin_after_leave': true, 'log_level': 'WARN'}",
                "{'acl': {'enabled': true, 'default_policy': 'deny', 'enable_token_persistence': true}}",
                "{'ports': {'grpc': 8502, 'grpc_tls': 8503, 'serf_wan': -1}, 'connect': {'enabled': true}}"
            })
    void otherKeysAreFree(String extra) {
        assertThat(problems(extra)).isEmpty();
    }

    private static List<String> problems(String extra) {
        try {
            return ReservedKeys.problems((ObjectNode) new ObjectMapper().readTree(extra.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(extra, e);
        }
    }

    private static void leaves(String path, JsonNode node, Set<String> found) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> leaves(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), found));
        } else {
            found.add(path);
        }
    }
}
