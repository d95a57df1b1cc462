package dev.lictor.sidecar.health;

import dev.lictor.sidecar.Watch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started means to have asked once, whatever Consul said: Consul's container starts only after this one has. */
@Startup
@Singleton
final class StartedCheck implements HealthCheck {
    private final Watch watch;

    @Inject
    StartedCheck(Watch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("asked once")
                .status(watch.picture().last().isPresent())
                .build();
    }
}
