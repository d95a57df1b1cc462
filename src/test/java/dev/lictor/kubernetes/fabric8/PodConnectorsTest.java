package dev.lictor.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PodConnectorsTest {
    @Test
    void aPodThatUsesTheApiOfItsOwnClusterIsInside() {
        assertThat(PodConnectors.isInside("https://10.96.0.1:443/", Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1")))
                .isTrue();
        assertThat(PodConnectors.isInside("https://[fd00::1]:443/", Map.of("KUBERNETES_SERVICE_HOST", "fd00::1")))
                .isTrue();
    }

    @Test
    void aLaptopAndAPodThatUsesTheApiOfAnotherClusterAreOutside() {
        assertThat(PodConnectors.isInside("https://127.0.0.1:6443/", Map.of())).isFalse();
        assertThat(PodConnectors.isInside("https://203.0.113.7:6443/", Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1")))
                .isFalse();
        assertThat(PodConnectors.isInside("https://10.96.0.10:443/", Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1")))
                .isFalse();
    }
}
