package dev.lictor.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.kubernetes.KubernetesDiscovery.StorageClassState;
import dev.lictor.testing.Specs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorageRulesTest {
    private static final StorageClassState FAST = new StorageClassState("fast", false);
    private static final StorageClassState STANDARD = new StorageClassState("standard", true);

    @Test
    void claimsWithoutAClassNeedADefaultClass() {
        var spec = Specs.usual();

        assertThat(StorageRules.isServed(spec, List.of(FAST, STANDARD))).isTrue();
        assertThat(StorageRules.isServed(spec, List.of(FAST))).isFalse();
    }

    @Test
    void claimsWithAClassNeedThatClass() {
        var spec = Specs.with(Map.of("lictor.storage.class", "fast"));

        assertThat(StorageRules.isServed(spec, List.of(FAST))).isTrue();
        assertThat(StorageRules.isServed(spec, List.of(STANDARD))).isFalse();
    }
}
