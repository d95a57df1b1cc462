package dev.lictor.sidecar.health;

import dev.lictor.sidecar.Monitor;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Serves the health checks as Quarkus does, but builds an answer only once for all requests of the same moment: building it is nearly half
 * of the cost of a probe.
 */
@Singleton
final class HealthRoutes {
    /** Before the routes of Quarkus. */
    private static final int BEFORE = -1;

    private static final Map<String, Function<SmallRyeHealthReporter, Uni<SmallRyeHealth>>> HEALTHS = Map.of(
            "/q/health", SmallRyeHealthReporter::getHealthAsync,
            "/q/health/live", SmallRyeHealthReporter::getLivenessAsync,
            "/q/health/ready", SmallRyeHealthReporter::getReadinessAsync,
            "/q/health/started", SmallRyeHealthReporter::getStartupAsync,
            "/q/health/group/leader", reporter -> reporter.getHealthGroupAsync("leader"),
            "/q/health/group/follower", reporter -> reporter.getHealthGroupAsync("follower"));

    private final Instance<SmallRyeHealthReporter> reporter;
    private final Instance<Monitor> monitor;
    private final Map<String, ProbeAnswer> answers = new ConcurrentHashMap<>();

    @Inject
    HealthRoutes(Instance<SmallRyeHealthReporter> reporter, Instance<Monitor> monitor) {
        this.reporter = reporter;
        this.monitor = monitor;
    }

    void add(@Observes Router router) {
        HEALTHS.forEach(
                (path, health) -> router.route(path).order(BEFORE).handler(request -> answer(request, path, health)));
    }

    private void answer(
            RoutingContext request, String path, Function<SmallRyeHealthReporter, Uni<SmallRyeHealth>> health) {
        long changes = monitor.get().changes();
        long nanos = System.nanoTime();
        var held = Optional.ofNullable(answers.get(path)).filter(answer -> answer.holds(changes, nanos));
        if (held.isPresent()) {
            send(request, held.get());
            return;
        }
        var context = request.vertx().getOrCreateContext();
        health.apply(reporter.get())
                .map(seen -> new ProbeAnswer(seen.isDown() ? 503 : 200, text(seen), changes, nanos))
                .emitOn(task -> run(context, task))
                .subscribe()
                .with(
                        answer -> {
                            answers.put(path, answer);
                            send(request, answer);
                        },
                        request::fail);
    }

    private static void run(Context context, Runnable task) {
        context.runOnContext(_ -> task.run());
    }

    private Buffer text(SmallRyeHealth seen) {
        var text = new ByteArrayOutputStream();
        reporter.get().reportHealth(text, seen);
        return Buffer.buffer(text.toByteArray());
    }

    private static void send(RoutingContext request, ProbeAnswer answer) {
        request.response()
                .setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=UTF-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(answer.body());
    }
}
