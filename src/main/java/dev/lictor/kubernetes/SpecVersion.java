package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Tells what an object asks for from what it asked for before, whatever its status says meanwhile.
 *
 * @param number {@code metadata.generation} where the kind counts them, and else {@code metadata.resourceVersion}
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
