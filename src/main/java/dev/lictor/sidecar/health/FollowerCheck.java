package dev.lictor.sidecar.health;

import dev.lictor.sidecar.Monitor;
import dev.lictor.sidecar.observe.RaftRole;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.HealthGroup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Up if this server is a ready follower. For load balancers that separate reads from writes. */
@HealthGroup("follower")
@Singleton
final class FollowerCheck implements AsyncHealthCheck {
    private final Monitor monitor;

    @Inject
    FollowerCheck(Monitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(() -> RoleResponse.of(monitor.state(), RaftRole.FOLLOWER));
    }
}
