package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Identifies one version of an object's {@code spec}. A change of the status alone does not change it.
 *
 * @param number {@code metadata.generation} for kinds that have one, otherwise {@code metadata.resourceVersion}
 */
public record SpecVersion(String uid, String number) {
    public static SpecVersion of(HasMetadata live) {
        var metadata = live.getMetadata();
        return new SpecVersion(
                String.valueOf(metadata.getUid()),
                String.valueOf(
                        metadata.getGeneration() == null ? metadata.getResourceVersion() : metadata.getGeneration()));
    }
}
