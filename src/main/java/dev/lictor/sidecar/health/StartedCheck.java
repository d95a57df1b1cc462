package dev.lictor.sidecar.health;

import dev.lictor.sidecar.Monitor;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up after the first poll, whatever its result: Consul's container starts only after this one has started. */
@Startup
@Singleton
final class StartedCheck implements AsyncHealthCheck {
    private final Monitor monitor;

    @Inject
    StartedCheck(Monitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .item(() -> HealthCheckResponse.named("polled once")
                        .status(monitor.state().last().isPresent())
                        .build());
    }
}
