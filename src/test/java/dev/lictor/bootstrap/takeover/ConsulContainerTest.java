package dev.lictor.bootstrap.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ConsulVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulContainerTest {
    private static final ConsulContainer SHIPPER = container("logs", "fluent/fluent-bit:3.0.4");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "consul:1.7.2",
                "hashicorp/consul:1.22.7",
                "registry.example.org:5000/mirror/consul@sha256:5f5f",
                "hashicorp/consul-enterprise:1.22.7-ent"
            })
    void itIsKnownByItsImage(String image) {
        var consul = container("server", image);

        assertThat(ConsulContainer.among(List.of(SHIPPER, consul))).contains(consul);
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "exec consul agent -server", "/bin/consul agent -dev"})
    void itIsKnownByWhatItRuns(String word) {
        var consul = new ConsulContainer("server", "acme/base:7", List.of(word), List.of());

        assertThat(ConsulContainer.among(List.of(SHIPPER, consul))).contains(consul);
    }

    @Test
    void itIsKnownByItsPorts() {
        var consul =
                new ConsulContainer("server", "acme/base:7", List.of(), List.of(new ConsulContainer.Port("", 8300)));

        assertThat(ConsulContainer.among(List.of(SHIPPER, consul))).contains(consul);
    }

    @Test
    void whatOnlySoundsLikeItIsNotIt() {
        assertThat(ConsulContainer.among(List.of(container("exporter", "prom/consul-exporter:0.13.0"), SHIPPER)))
                .isEmpty();
    }

    @Test
    void ofTwoThatLookAlikeNeitherIsChosen() {
        assertThat(ConsulContainer.among(List.of(container("one", "consul:1.7.2"), container("two", "consul:1.22.7"))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "consul:1.7.2, 1.7.2",
        "registry.example.org:5000/consul:1.22.7, 1.22.7",
        "registry.example.org:5000/consul,",
        "consul,",
        "consul:latest,",
        "consul@sha256:5f5f,",
        "consul:1.7.2@sha256:5f5f,"
    })
    void onlyATagSaysAVersion(String image, String version) {
        assertThat(container("consul", image).tag())
                .isEqualTo(Optional.ofNullable(version).flatMap(ConsulVersion::parse));
    }

    @Test
    void wherePortsAreToldThoseAreTriedFirst() {
        var consul = new ConsulContainer(
                "consul",
                "consul:1.7.2",
                List.of("agent", "-https-port=9501", "-http-port", "9500"),
                List.of(new ConsulContainer.Port("https", 8443), new ConsulContainer.Port("http", 8500)));

        assertThat(consul.https(8501)).containsExactly(9501, 8443, 8501);
        assertThat(consul.http()).containsExactly(9500, 8500);
    }

    private static ConsulContainer container(String name, String image) {
        return new ConsulContainer(name, image, List.of(), List.of());
    }
}
