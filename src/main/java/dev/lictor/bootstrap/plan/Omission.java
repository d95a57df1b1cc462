package dev.lictor.bootstrap.plan;

import dev.lictor.kubernetes.ObjectKey;
import java.util.List;

/**
 * What is asked for of an object and what the API server leaves out without refusing it.
 *
 * @param fields paths such as {@code .spec.template.spec.volumes[name="ca"].projected}
 */
public record Omission(ObjectKey object, List<String> fields) {
    public Omission {
        fields = List.copyOf(fields);
    }

    public String inWords() {
        return "warning: %s goes without %s: the API server leaves that out and does not refuse it, because its version or a feature gate does not serve it, or an admission webhook removes it; do not ask for it, or have it served and run bootstrap again"
                .formatted(object, String.join(", ", fields));
    }
}
