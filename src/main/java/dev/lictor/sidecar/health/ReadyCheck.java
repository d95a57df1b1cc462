package dev.lictor.sidecar.health;

import dev.lictor.consul.Agent;
import dev.lictor.sidecar.Monitor;
import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.readiness.Readiness;
import dev.lictor.sidecar.readiness.Reason;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Up if this server is ready. The answer contains the known facts and every reason. */
@org.eclipse.microprofile.health.Readiness
@Singleton
final class ReadyCheck implements AsyncHealthCheck {
    private final Monitor monitor;

    @Inject
    ReadyCheck(Monitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(() -> response(monitor.state()));
    }

    static HealthCheckResponse response(MonitorState state) {
        var readiness = state.readiness();
        var response = HealthCheckResponse.named("consul server")
                .status(readiness.ready())
                .withData("role", readiness.role().toString());
        state.age().ifPresent(age -> response.withData("age", Readiness.text(age)));
        state.fresh().ifPresent(observation -> {
            observation.agent().map(Agent::name).ifPresent(name -> response.withData("server", name));
            observation.knownLeader().ifPresent(leader -> response.withData("leader", leader));
            observation.raft().ifPresent(raft -> response.withData("term", raft.term()));
            observation.lastContact().ifPresent(ago -> response.withData("last_contact", Readiness.text(ago)));
            observation.peers().seen().ifPresent(peers -> response.withData("peers", peers.size()));
        });
        addWords(response, "reasons", readiness.reasons());
        addWords(response, "unchecked", readiness.unchecked());
        return response.build();
    }

    private static void addWords(HealthCheckResponseBuilder response, String key, List<Reason> reasons) {
        if (!reasons.isEmpty()) {
            response.withData(key, reasons.stream().map(Reason::words).collect(Collectors.joining("; ")));
        }
    }
}
