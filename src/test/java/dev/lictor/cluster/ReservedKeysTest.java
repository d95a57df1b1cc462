package dev.lictor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void eachKeyThatWeWriteIsReservedOrMeantToBeFree(String version, String verifyIncoming) throws Exception {
        var spec = Specs.with(Map.of(
                "lictor.consul-version", version, "lictor.verify-incoming", verifyIncoming, "lictor.ui", "true"));
        var ours = new TreeSet<String>();
        leaves("", new ObjectMapper().readTree(ConsulConfiguration.shared(spec, "/data", "/tls")), ours);

        ours.removeAll(FREE);

        assertThat(ours).isNotEmpty().allMatch(ReservedKeys::contains);
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
