package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One version of an object, without its content.
 *
 * @param uid distinguishes the object from a later one of the same name
 * @param entries the keys of a Secret's or a ConfigMap's data
 * @param owners the uids of its {@code ownerReferences}; Kubernetes deletes the object after the last of them
 */
public record ObjectVersion(
        ResourceKind kind, ObjectKey key, String uid, String resourceVersion, Set<String> entries, Set<String> owners) {
    public ObjectVersion {
        entries = Set.copyOf(entries);
        owners = Set.copyOf(owners);
    }

    /** The version of an object of a kind without data. */
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
