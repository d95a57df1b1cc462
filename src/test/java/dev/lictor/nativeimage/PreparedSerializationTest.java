package dev.lictor.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ser.DefaultSerializerProvider;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.junit.jupiter.api.Test;

class PreparedSerializationTest {
    @Test
    void whatARunWritesAndReadsIsKnownBeforeItIsMet() {
        var serialization = PreparedSerialization.serialization(new Class<?>[0]);
        int written = known();
        assertThat(written).isGreaterThan(30);

        var spec = Specs.usual();
        PreparedSerialization.whole(spec).forEach(serialization::asJson);
        for (var object : DesiredObjects.of(spec)) {
            serialization.convertValue(object, GenericKubernetesResource.class);
        }

        assertThat(known()).isEqualTo(written);
    }

    private static int known() {
        return PreparedSerialization.MAPPER.getSerializerProvider() instanceof DefaultSerializerProvider provider
                ? provider.cachedSerializersCount()
                : 0;
    }
}
