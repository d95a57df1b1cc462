package dev.lictor.bootstrap.objects;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.Stream;

/** All objects that are applied, in the order in which they need each other; key material is apart. */
public final class DesiredObjects {
    private DesiredObjects() {}

    public static List<HasMetadata> of(ClusterSpec spec) {
        var before = Stream.<HasMetadata>of(ServiceAccountObject.of(spec), ConfigMapObject.of(spec));
        var after = Stream.<HasMetadata>of(DisruptionBudgetObject.of(spec), StatefulSetObject.of(spec));
        return Stream.of(before, ServiceObjects.of(spec), after)
                .<HasMetadata>flatMap(objects -> objects)
                .toList();
    }
}
