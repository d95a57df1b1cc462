package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Locale;

/** One object of the Kubernetes API; a namespace is in no namespace but its own. */
public record ObjectKey(String kind, String namespace, String name) {
    public static ObjectKey of(HasMetadata object) {
        var namespace = object.getMetadata().getNamespace();
        return new ObjectKey(
                object.getKind(),
                namespace == null ? "" : namespace,
                object.getMetadata().getName());
    }

    /** As kubectl writes it. */
    @Override
    public String toString() {
        return kind.toLowerCase(Locale.ROOT) + "/" + name;
    }
}
