package dev.lictor.sidecar;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** Polls at the set interval, with a glance half-way, and inspects now and then; all on the event loop. */
@Singleton
final class Tick {
    private final Watch watch;
    private final SidecarSpec spec;
    private final Vertx vertx;

    @Inject
    Tick(Watch watch, SidecarSpec spec, Vertx vertx) {
        this.watch = watch;
        this.spec = spec;
        this.vertx = vertx;
    }

    @Scheduled(every = "${lictor.sidecar.poll-interval:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    CompletionStage<Void> poll() {
        // The scheduler looks once a second, which is too seldom to miss a leader in time.
        vertx.setTimer(spec.pollInterval().dividedBy(2).toMillis(), _ -> watch.glance());
        return watch.poll();
    }

    @Scheduled(every = "5s", delayed = "2s", concurrentExecution = ConcurrentExecution.SKIP)
    CompletionStage<Void> inspect() {
        return watch.inspect();
    }
}
