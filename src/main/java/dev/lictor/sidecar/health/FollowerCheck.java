package dev.lictor.sidecar.health;

import dev.lictor.sidecar.RaftRole;
import dev.lictor.sidecar.Watch;
import io.smallrye.health.api.HealthGroup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether this server follows and can serve, for load balancers that tell reads from writes. */
@HealthGroup("follower")
@Singleton
final class FollowerCheck implements HealthCheck {
    private final Watch watch;

    @Inject
    FollowerCheck(Watch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        return RoleResponse.of(watch.picture(), RaftRole.FOLLOWER);
    }
}
