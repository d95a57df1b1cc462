package dev.lictor.nativeimage;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.config.SettingsSource;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.manifests.SecretObject;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.quarkus.kubernetes.client.KubernetesResources;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Kubernetes client's JSON serialization, prepared when the native image is built. Jackson examines each class before it writes or
 * reads it for the first time, which would be a third of a command's work. The static initializer, which runs at build time, writes and
 * reads the objects of a run, and the image contains the result. Jackson examines other classes when it needs them.
 */
final class BuildTimeSerialization {
    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final KubernetesSerialization PREPARED = new KubernetesSerialization(MAPPER, false);

    static {
        var spec = SettingsSource.environmentOnly(Map.of()).read().specification("");
        fullObjects(spec).forEach(PREPARED::clone);
        DesiredObjects.of(spec).forEach(object -> PREPARED.convertValue(object, GenericKubernetesResource.class));
        PREPARED.unmarshal("{}", Status.class);
    }

    /** The kinds of objects that a run creates and reads as their own type. All others are applied as generic trees. */
    static Stream<HasMetadata> fullObjects(ClusterSpec spec) {
        return Stream.of(
                NamespaceObject.of(spec),
                SecretObject.of(spec, spec.names().caSecret(), Map.of("a", "a")),
                new EventBuilder()
                        .withNewMetadata()
                        .endMetadata()
                        .withNewRegarding()
                        .endRegarding()
                        .withEventTime(new MicroTime("a"))
                        .build());
    }

    private BuildTimeSerialization() {}

    @Produces
    @Singleton
    @SuppressWarnings("rawtypes") // Quarkus declares the array of this type.
    static KubernetesSerialization serialization(@KubernetesResources Class[] kinds) {
        for (Class<?> kind : kinds) {
            PREPARED.registerKubernetesResource(kind.asSubclass(KubernetesResource.class));
        }
        return PREPARED;
    }
}
