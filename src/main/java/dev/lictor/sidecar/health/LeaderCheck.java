package dev.lictor.sidecar.health;

import dev.lictor.sidecar.RaftRole;
import dev.lictor.sidecar.Watch;
import io.smallrye.health.api.HealthGroup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether this server leads and can serve, for load balancers that tell reads from writes. */
@HealthGroup("leader")
@Singleton
final class LeaderCheck implements HealthCheck {
    private final Watch watch;

    @Inject
    LeaderCheck(Watch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        return RoleResponse.of(watch.picture(), RaftRole.LEADER);
    }
}
