package dev.lictor.sidecar;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** Polls at the set interval, on the event loop. */
@Singleton
final class Tick {
    private final Watch watch;

    @Inject
    Tick(Watch watch) {
        this.watch = watch;
    }

    @Scheduled(every = "${lictor.sidecar.poll-interval:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    CompletionStage<Void> tick() {
        return watch.poll();
    }
}
