package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Locale;

/**
 * Identifies one object of the Kubernetes API.
 *
 * @param namespace empty for a cluster-scoped object, such as a namespace
 */
public record ObjectKey(String kind, String namespace, String name) {
    public static ObjectKey of(HasMetadata object) {
        var namespace = object.getMetadata().getNamespace();
        return new ObjectKey(
                object.getKind(),
                namespace == null ? "" : namespace,
                object.getMetadata().getName());
    }

    /** As kubectl writes it, such as {@code statefulset/consul}. */
    @Override
    public String toString() {
        return kind.toLowerCase(Locale.ROOT) + "/" + name;
    }
}
