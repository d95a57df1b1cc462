package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ConsulVersion;
import dev.lictor.testing.LocalExamples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterRecordTest {
    private final ClusterRecord record = new ClusterRecord(
            LocalExamples.NEWEST,
            "dc1",
            List.of(LocalExamples.ports(0), LocalExamples.ports(1), LocalExamples.ports(2)));

    @Test
    void isReadAsItWasWritten() {
        assertThat(ClusterRecord.read(record.json())).contains(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"version\":\"1.22.7\",\"datacenter\":\"dc1\",\"servers\":[]}",
                "{\"version\":\"new\",\"servers\":[{\"rpc\":1,\"serf\":2,\"https\":3,\"sidecar\":4}]}",
                "{\"version\":\"1.22.7\",\"servers\":[{\"rpc\":1,\"serf\":2,\"https\":3}]}"
            })
    void anythingElseIsNoRecord(String text) {
        assertThat(ClusterRecord.read(text)).isEmpty();
    }

    @Test
    void theSameOrMoreOrANewerOneMayStart() {
        assertThat(record.mismatch(LocalExamples.spec())).isEmpty();
        assertThat(record.mismatch(LocalExamples.spec("lictor.servers=5"))).isEmpty();
        assertThat(record.mismatch(LocalExamples.spec("lictor.consul-version=1.23.0")))
                .isEmpty();
    }

    @Test
    void anOlderConsulMayNot() {
        assertThat(record.mismatch(LocalExamples.spec("lictor.consul-version=" + ConsulVersion.OLDEST)))
                .hasValueSatisfying(
                        mismatch -> assertThat(mismatch).contains("written by Consul 1.22.7, which 1.7.2 cannot read"));
    }

    @Test
    void fewerServersMayNot() {
        assertThat(record.mismatch(LocalExamples.spec("lictor.servers=1")))
                .hasValueSatisfying(
                        mismatch -> assertThat(mismatch).contains("holds 3 servers", "leave out --servers"));
    }

    @Test
    void anotherDatacenterMayNot() {
        assertThat(record.mismatch(LocalExamples.spec("lictor.datacenter=lan")))
                .hasValueSatisfying(mismatch -> assertThat(mismatch).contains("datacenter dc1, not lan"));
    }
}
