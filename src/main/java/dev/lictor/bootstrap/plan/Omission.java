package dev.lictor.bootstrap.plan;

import dev.lictor.kubernetes.ObjectKey;
import java.util.List;

/**
 * Fields of an object that the API server drops without an error.
 *
 * @param fields paths such as {@code .spec.template.spec.volumes[name="ca"].projected}
 */
public record Omission(ObjectKey object, List<String> fields) {
    public Omission {
        fields = List.copyOf(fields);
    }

    public String inWords() {
        return "warning: %s is stored without %s: the API server drops that without an error, because its version or a feature gate does not serve it, or an admission webhook removes it; leave it out of the settings, or enable it on the API server and run bootstrap again"
                .formatted(object, String.join(", ", fields));
    }
}
