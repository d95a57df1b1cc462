package dev.lictor.nativeimage;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.config.SettingsSource;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.manifests.SecretObject;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.kubernetes.client.KubernetesResources;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How the client writes and reads objects. To find out how each class is written would be a third of a command's work: it is found out
 * when a native image is built, by writing and reading what a run does, and lies in the image then. What is not met here is
 * found out when it is needed.
 */
final class PreparedSerialization {
    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final KubernetesSerialization PREPARED = new KubernetesSerialization(MAPPER, false);

    static {
        var spec = SettingsSource.environmentOnly(Map.of()).read().specification("");
        whole(spec).forEach(PREPARED::clone);
        DesiredObjects.of(spec).forEach(object -> PREPARED.convertValue(object, GenericKubernetesResource.class));
        PREPARED.unmarshal("{}", Status.class);
        Serialization.unmarshal("""
                apiVersion: v1
                kind: Config
                clusters: [{name: a, cluster: {server: https://a}}]
                users: [{name: a, user: {token: a}}]
                contexts: [{name: a, context: {cluster: a, user: a}}]
                current-context: a
                """, Config.class);
    }

    /** What is not applied, but created and read as what it is. */
    static Stream<HasMetadata> whole(ClusterSpec spec) {
        return Stream.of(
                NamespaceObject.of(spec),
                SecretObject.of(spec, spec.names().authoritySecret(), Map.of("a", "a")),
                new EventBuilder()
                        .withNewMetadata()
                        .endMetadata()
                        .withNewRegarding()
                        .endRegarding()
                        .withEventTime(new MicroTime("a"))
                        .build());
    }

    private PreparedSerialization() {}

    @Produces
    @Singleton
    @SuppressWarnings("rawtypes") // as Quarkus declares them
    static KubernetesSerialization serialization(@KubernetesResources Class[] kinds) {
        for (Class<?> kind : kinds) {
            PREPARED.registerKubernetesResource(kind.asSubclass(KubernetesResource.class));
        }
        return PREPARED;
    }
}
