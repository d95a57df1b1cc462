package dev.lictor.bootstrap;

import dev.lictor.kube.Cluster;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** What becomes of a field that this cluster's objects want so and another manager owns. */
public enum Dispute {
    /** It is theirs. */
    YIELD,
    /** It is taken, and the outcome says from whom. */
    TAKE;

    /** Makes the object so, as {@link Cluster#apply} or {@link Cluster#applyByForce} does. */
    void apply(Cluster cluster, HasMetadata desired) {
        switch (this) {
            case YIELD -> cluster.apply(desired);
            case TAKE -> cluster.applyByForce(desired);
        }
    }
}
