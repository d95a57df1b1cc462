package dev.lictor.bootstrap.plan;

import dev.lictor.kubernetes.KubernetesApi;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** What becomes of a field that this cluster's objects want so and another manager owns. */
public enum ConflictPolicy {
    /** It is theirs. */
    YIELD,
    /** It is taken, and the outcome says from whom. */
    TAKE;

    /** Makes the object so, as {@link KubernetesApi#apply} or {@link KubernetesApi#forceApply} does. */
    public void apply(KubernetesApi kubernetes, HasMetadata desired) {
        switch (this) {
            case YIELD -> kubernetes.apply(desired);
            case TAKE -> kubernetes.forceApply(desired);
        }
    }
}
