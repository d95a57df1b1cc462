package dev.lictor.bootstrap.plan;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.manifests.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** What to do with a field that has another value than the desired one and another field manager. */
public enum ConflictPolicy {
    /** Leave it to the other manager: the run is refused. */
    YIELD,
    /** Take it; the outcome names the other manager. */
    TAKE;

    /**
     * Applies the object with {@link KubernetesApi#apply} or {@link KubernetesApi#forceApply}. The recommended labels that others have
     * set stay theirs.
     */
    public void apply(KubernetesApi kubernetes, ClusterSpec spec, HasMetadata desired) {
        kubernetes.findGeneric(desired).ifPresent(live -> Labels.leaveToOthers(desired, live, spec));
        switch (this) {
            case YIELD -> kubernetes.apply(desired);
            case TAKE -> kubernetes.forceApply(desired);
        }
    }
}
