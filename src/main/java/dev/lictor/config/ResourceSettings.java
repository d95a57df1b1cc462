package dev.lictor.config;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What containers ask of their nodes. */
public interface ResourceSettings {
    /** What Consul's container asks of its node: `cpu`, `memory`, `ephemeral-storage`. */
    @WithDefault("cpu=100m,memory=128Mi")
    Optional<String> consulRequests();

    /** What Consul's container may have at most; no limit unless set. */
    Optional<String> consulLimits();

    /** What the sidecar and the init container ask of their node, each. */
    @WithDefault("cpu=50m,memory=64Mi")
    Optional<String> lictorRequests();

    /** What the sidecar and the init container may have at most, each. */
    @WithDefault("memory=128Mi")
    Optional<String> lictorLimits();
}
