package dev.lictor.sidecar.health;

import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.observe.RaftRole;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** The response of a check for a role. */
final class RoleResponse {
    private RoleResponse() {}

    /** Up only if the server is also ready: a leader without a quorum accepts no writes. */
    static HealthCheckResponse of(MonitorState state, RaftRole wanted) {
        var readiness = state.readiness();
        return HealthCheckResponse.named(wanted.toString())
                .status(readiness.ready() && readiness.role() == wanted)
                .withData("role", readiness.role().toString())
                .build();
    }
}
