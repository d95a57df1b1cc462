package dev.lictor.sidecar.health;

import dev.lictor.sidecar.Monitor;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Up while the sidecar's own polls run. It ignores Consul's state: a lost quorum must not restart a sidecar. */
@Liveness
@Singleton
final class LiveCheck implements AsyncHealthCheck {
    private final Monitor monitor;

    @Inject
    LiveCheck(Monitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .item(() -> HealthCheckResponse.named("polling")
                        .status(monitor.alive())
                        .build());
    }
}
