package dev.lictor.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.testing.Specs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSpecTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        lictor.name                 | a012345678901234567890123456789012345678901234567
        lictor.servers              | 1
        lictor.servers              | 7
        lictor.consul-version       | 1.7.2
        lictor.cluster-domain       | kube.internal
        lictor.ports.https          | 1024
        lictor.ports.http           | 65535
        lictor.ports.dns            | 1024
        lictor.sidecar.port         | 65535
        lictor.raft-multiplier      | 1
        lictor.raft-multiplier      | 10
        lictor.min-quorum           | 3
        lictor.min-quorum           | 0
        lictor.tls.server-validity  | 1h
        lictor.tls.ca-validity      | 36500d
        lictor.tls.server-validity  | 3650d
        """)
    void aValueAtTheLimitIsValid(String setting, String value) {
        assertThat(Specs.with(Map.of(setting, value)).quorum()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        lictor.name                 | a0123456789012345678901234567890123456789012345678 | lictor.name is
        lictor.servers              | 9     | lictor.servers is 9
        lictor.servers              | -1    | lictor.servers is -1
        lictor.consul-version       | 1.7.1 | lictor.consul-version is 1.7.1
        lictor.cluster-domain       | -     | lictor.cluster-domain is '-'
        lictor.image                | a b   | lictor.image is 'a b'
        lictor.image-pull-policy    | Sometimes | lictor.image-pull-policy is 'Sometimes'
        lictor.ports.https          | 1023  | lictor.ports.https is 1023
        lictor.ports.http           | 65536 | lictor.ports.http is 65536
        lictor.ports.dns            | 1023  | lictor.ports.dns is 1023
        lictor.sidecar.port         | 65536 | lictor.sidecar.port is 65536
        lictor.ports.http           | 8501  | lictor.ports.http is 8501, which is also lictor.ports.https
        lictor.raft-multiplier      | 0     | lictor.raft-multiplier is 0
        lictor.raft-multiplier      | 11    | lictor.raft-multiplier is 11
        lictor.min-quorum           | 4     | lictor.min-quorum is 4
        lictor.min-quorum           | -1    | lictor.min-quorum is -1
        lictor.tls.server-validity  | 59m   | lictor.tls.server-validity is
        lictor.tls.ca-validity      | 36501d | lictor.tls.ca-validity is 36501 days
        lictor.tls.server-validity  | 3651d | lictor.tls.server-validity is longer than lictor.tls.ca-validity
        """)
    void aValueBeyondTheLimitIsAProblem(String setting, String value, String problem) {
        assertThatThrownBy(() -> Specs.with(Map.of(setting, value)))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class,
                        invalid -> assertThat(invalid.problems()).anyMatch(line -> line.startsWith(problem)));
    }

    @Test
    void serversHaveTheNameThatConsulVerifies() {
        assertThat(Specs.with(Map.of("lictor.datacenter", "lan", "lictor.domain", "cluster.local"))
                        .serverHostname())
                .isEqualTo("server.lan.cluster.local");
    }

    @Test
    void aMajorityIsAQuorum() {
        assertThat(Specs.with(Map.of("lictor.servers", "1")).quorum()).isEqualTo(1);
        assertThat(Specs.usual().quorum()).isEqualTo(2);
        assertThat(Specs.with(Map.of("lictor.servers", "5")).quorum()).isEqualTo(3);
    }

    @Test
    void theAddressesOfPeersLeaveOutTheServersOwn() {
        assertThat(ConsulConfiguration.peers(
                        "consul-1", List.of("consul-0.consul.svc", "consul-1.consul.svc", "consul-10.consul.svc")))
                .containsExactly("consul-0.consul.svc", "consul-10.consul.svc");
    }
}
