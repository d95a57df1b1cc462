package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One version of an object, without its content.
 *
 * @param uid tells it from another object that was given its name later
 * @param entries the keys of a Secret's or a ConfigMap's data
 * @param owners the uids of those with the last of which it goes, as a claim does with a StatefulSet that says so
 */
public record ObjectVersion(
        ResourceKind kind, ObjectKey key, String uid, String resourceVersion, Set<String> entries, Set<String> owners) {
    public ObjectVersion {
        entries = Set.copyOf(entries);
        owners = Set.copyOf(owners);
    }

    /** Of an object that holds no data. */
    public static ObjectVersion of(ResourceKind kind, HasMetadata live) {
        var metadata = live.getMetadata();
        return new ObjectVersion(
                kind,
                ObjectKey.of(live),
                metadata.getUid(),
                metadata.getResourceVersion(),
                Set.of(),
                metadata.getOwnerReferences().stream()
                        .map(OwnerReference::getUid)
                        .collect(Collectors.toSet()));
    }
}
