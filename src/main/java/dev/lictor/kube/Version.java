package dev.lictor.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Tells what an object asks for from what it asked for before, whatever its status says meanwhile.
 *
 * @param number {@code metadata.generation} where the kind counts them, and else {@code metadata.resourceVersion}
 */
public record Version(String uid, String number) {
    public static Version of(HasMetadata live) {
        var metadata = live.getMetadata();
        return new Version(
                String.valueOf(metadata.getUid()),
                String.valueOf(
                        metadata.getGeneration() == null ? metadata.getResourceVersion() : metadata.getGeneration()));
    }
}
