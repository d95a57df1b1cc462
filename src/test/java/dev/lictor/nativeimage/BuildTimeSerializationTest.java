package dev.lictor.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ser.DefaultSerializerProvider;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.junit.jupiter.api.Test;

class BuildTimeSerializationTest {
    @Test
    void theSerializersOfARunExistBeforeTheRun() {
        var serialization = BuildTimeSerialization.serialization(new Class<?>[0]);
        int prepared = serializers();
        assertThat(prepared).isGreaterThan(30);

        var spec = Specs.usual();
        BuildTimeSerialization.fullObjects(spec).forEach(serialization::asJson);
        for (var object : DesiredObjects.of(spec)) {
            serialization.convertValue(object, GenericKubernetesResource.class);
        }

        assertThat(serializers()).isEqualTo(prepared);
    }

    private static int serializers() {
        return BuildTimeSerialization.MAPPER.getSerializerProvider() instanceof DefaultSerializerProvider provider
                ? provider.cachedSerializersCount()
                : 0;
    }
}
