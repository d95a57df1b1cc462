package dev.lictor.config;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Resource requests and limits of the containers. */
public interface ResourceSettings {
    /** Requests of Consul's container: `cpu`, `memory`, `ephemeral-storage`. */
    @WithDefault("cpu=100m,memory=128Mi")
    Optional<String> consulRequests();

    /** Limits of Consul's container; unless set none. */
    Optional<String> consulLimits();

    /** Requests of the sidecar and of the init container, each. */
    @WithDefault("cpu=50m,memory=64Mi")
    Optional<String> lictorRequests();

    /** Limits of the sidecar and of the init container, each. */
    @WithDefault("memory=128Mi")
    Optional<String> lictorLimits();
}
