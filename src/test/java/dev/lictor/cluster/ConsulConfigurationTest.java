package dev.lictor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.testing.Specs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsulConfigurationTest {
    @ParameterizedTest
    @CsvSource({"1.7.2,false,false", "1.11.9,false,false", "1.12.0,true,false", "1.16.9,true,false", "1.17.0,true,true"
    })
    void tlsIsWrittenInTheFormatOfTheVersion(String version, boolean stanza, boolean hostnameInDefaults)
            throws Exception {
        var config = shared(Map.of("lictor.consul-version", version));

        assertThat(config.has("tls")).isEqualTo(stanza);
        assertThat(config.has("ca_file")).isEqualTo(!stanza);
        assertThat(config.at("/tls/defaults/verify_server_hostname").asBoolean())
                .isEqualTo(hostnameInDefaults);
        assertThat(config.at("/tls/internal_rpc/verify_server_hostname").asBoolean()
                        || config.at("/verify_server_hostname").asBoolean())
                .isEqualTo(!hostnameInDefaults);
    }

    @ParameterizedTest
    @CsvSource({"1.7.2", "1.22.7"})
    void onlyWhatAKeyValueStoreNeedsIsOpen(String version) throws Exception {
        var config = shared(Map.of("lictor.consul-version", version));

        assertThat(config.at("/connect/enabled").asBoolean(true)).isFalse();
        for (var port : List.of("http", "dns", "grpc", "serf_wan")) {
            assertThat(config.at("/ports/" + port).asInt()).as(port).isEqualTo(-1);
        }
        assertThat(config.at("/disable_update_check").asBoolean()).isTrue();
    }

    @Test
    void httpsRequiresNoCertificateUnlessSet() throws Exception {
        assertThat(shared(Map.of()).at("/tls/https/verify_incoming").asBoolean(true))
                .isFalse();
        assertThat(shared(Map.of("lictor.verify-incoming", "all"))
                        .at("/tls/https")
                        .isMissingNode())
                .isTrue();
        var old = Map.of("lictor.consul-version", "1.7.2", "lictor.verify-incoming", "all");
        assertThat(shared(old).at("/verify_incoming").asBoolean()).isTrue();
    }

    @Test
    void theConfigurationOfAServerNamesItAndItsPeers() throws Exception {
        var own = new ObjectMapper()
                .readTree(ConsulConfiguration.own(
                        "consul-1", "10.0.0.1", List.of("a", "b"), "key", Map.of("bind_addr", "::")));

        assertThat(own).hasToString("""
                {"advertise_addr":"10.0.0.1","bind_addr":"::","encrypt":"key","node_name":"consul-1","retry_join":["a","b"]}""");
    }

    @Test
    void extraKeysAreMergedAndLeaveTheOthersUnchanged() throws Exception {
        var extra = """
                {"limits": {"http_max_conns_per_client": 500}, "ports": {"grpc": 8502}, "Connect": {"Enabled": true},
                 "tls": {"defaults": {"tls_min_version": "TLSv1_3"}}}""";

        var config = shared(Map.of("lictor.extra.consul", extra));

        assertThat(config.at("/limits/http_max_conns_per_client").asInt()).isEqualTo(500);
        assertThat(config.at("/ports/grpc").asInt()).isEqualTo(8502);
        assertThat(config.at("/ports/https").asInt()).isEqualTo(8501);
        assertThat(config.at("/connect/enabled").asBoolean()).isTrue();
        assertThat(config.at("/tls/defaults/tls_min_version").asText()).isEqualTo("TLSv1_3");
        assertThat(config.at("/tls/defaults/ca_file").asText()).isEqualTo("/tls/ca.crt");
    }

    @Test
    void theOrderOfExtraKeysHasNoEffect() {
        var one = Specs.with(
                Map.of("lictor.extra.consul", "{\"log_level\": \"WARN\", \"limits\": {\"b\": 1, \"a\": 2}}"));
        var other = Specs.with(
                Map.of("lictor.extra.consul", "{\"limits\": {\"a\": 2, \"b\": 1}, \"log_level\": \"WARN\"}"));

        assertThat(ConsulConfiguration.shared(one, "/data", "/tls"))
                .isEqualTo(ConsulConfiguration.shared(other, "/data", "/tls"));
    }

    @ParameterizedTest
    @CsvSource({"1.7.2", "1.22.7"})
    void raftAndAutopilotFollowTheSettings(String version) throws Exception {
        var usual = shared(Map.of("lictor.consul-version", version));
        var other = shared(Map.of(
                "lictor.consul-version", version,
                "lictor.servers", "5",
                "lictor.min-quorum", "3",
                "lictor.raft-multiplier", "5",
                "lictor.leave-on-terminate", "true"));

        assertThat(usual.at("/autopilot/min_quorum").asInt()).isEqualTo(3);
        assertThat(usual.at("/performance/raft_multiplier").asInt()).isEqualTo(1);
        assertThat(usual.at("/leave_on_terminate").asBoolean(true)).isFalse();
        assertThat(other.at("/autopilot/min_quorum").asInt()).isEqualTo(3);
        assertThat(other.at("/performance/raft_multiplier").asInt()).isEqualTo(5);
        assertThat(other.at("/leave_on_terminate").asBoolean()).isTrue();
    }

    private static JsonNode shared(Map<String, String> settings) throws Exception {
        return new ObjectMapper().readTree(ConsulConfiguration.shared(Specs.with(settings), "/data", "/tls"));
    }
}
