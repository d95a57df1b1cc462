package dev.lictor.manifests;

import dev.lictor.cluster.ClusterSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All objects that are applied, in the order of their dependencies, without the Secrets of the key material. */
public final class DesiredObjects {
    private DesiredObjects() {}

    public static List<HasMetadata> of(ClusterSpec spec) {
        var before = Stream.<HasMetadata>of(ServiceAccountObject.of(spec), ConfigMapObject.of(spec));
        var asked = Stream.<Optional<HasMetadata>>of(
                        askedFor(spec.networking().policy(), () -> NetworkPolicyObject.of(spec)),
                        askedFor(spec.monitoring().podMonitor(), () -> PodMonitorObject.of(spec)))
                .flatMap(Optional::stream);
        var after = Stream.<HasMetadata>of(DisruptionBudgetObject.of(spec), StatefulSetObject.of(spec));
        return Stream.of(before, ServiceObjects.of(spec), asked, after)
                .<HasMetadata>flatMap(objects -> objects)
                .toList();
    }

    private static Optional<HasMetadata> askedFor(boolean wanted, Supplier<HasMetadata> object) {
        return wanted ? Optional.of(object.get()) : Optional.empty();
    }
}
