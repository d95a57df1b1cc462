package dev.lictor.sidecar.health;

import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.observe.RaftRole;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** The answer to the question whether a server has a role. */
final class RoleResponse {
    private RoleResponse() {}

    /** Up only if it is ready, too: a leader without a quorum is none to write to. */
    static HealthCheckResponse of(MonitorState state, RaftRole wanted) {
        var readiness = state.readiness();
        return HealthCheckResponse.named(wanted.toString())
                .status(readiness.ready() && readiness.role() == wanted)
                .withData("role", readiness.role().toString())
                .build();
    }
}
