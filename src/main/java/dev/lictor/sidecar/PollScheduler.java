package dev.lictor.sidecar;

import dev.lictor.sidecar.backup.BackupJob;
import dev.lictor.sidecar.backup.LogPosition;
import dev.lictor.sidecar.observe.LeaderLog;
import dev.lictor.sidecar.observe.SlowPoller;
import dev.lictor.sidecar.reconcile.Reconciler;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Polls at the set interval, with a glance half-way, and inspects now and then; all on the event loop. What is due after a poll is
 * done, and no poll waits for it. Its timers go by {@link System#nanoTime}: Quarkus' scheduler compares times of day, so a clock that is
 * set back stops it for as long.
 */
@Singleton
public final class PollScheduler {
    private static final Logger LOG = Logger.getLogger("dev.lictor.sidecar");
    private static final Duration FIRST_INSPECTION = Duration.ofSeconds(2);

    private final Monitor monitor;
    private final Reconciler reconciler;
    private final BackupJob backupJob;
    private final SidecarSpec spec;
    private final Vertx vertx;
    private final AtomicBoolean polling = new AtomicBoolean();

    @Inject
    PollScheduler(Monitor monitor, Reconciler reconciler, BackupJob backupJob, SidecarSpec spec, Vertx vertx) {
        this.monitor = monitor;
        this.reconciler = reconciler;
        this.backupJob = backupJob;
        this.spec = spec;
        this.vertx = vertx;
    }

    /** Polls at once, for Consul waits until its sidecar has started, and then on and on. */
    public void start() {
        vertx.runOnContext(_ -> poll());
        vertx.setTimer(FIRST_INSPECTION.toMillis(), _ -> pollSlowly());
    }

    /** Sets a timer each time: of a periodic one all turns come at once that were missed while the process stood still. */
    private void poll() {
        vertx.setTimer(spec.pollInterval().toMillis(), _ -> poll());
        if (polling.compareAndSet(false, true)) {
            vertx.setTimer(spec.pollInterval().dividedBy(2).toMillis(), _ -> monitor.checkLeader());
            CompletableFuture.<Void>completedStage(null)
                    .thenCompose(_ -> monitor.poll())
                    .thenRun(this::afterPoll)
                    .exceptionally(PollScheduler::unexpected)
                    .whenComplete((_, _) -> polling.set(false));
        }
    }

    private void afterPoll() {
        var state = monitor.state();
        state.last()
                .ifPresent(observation -> reconciler
                        .reconcile(observation, state.slow().members().orElse(List.of()))
                        .exceptionally(PollScheduler::unexpected));
        var position = state.fresh()
                .flatMap(observation -> observation
                        .raft()
                        .map(raft -> LogPosition.of(raft, LeaderLog.lastIndex(observation, state.slow()))));
        backupJob.runIfDue(state.readiness().ready(), position).exceptionally(PollScheduler::unexpected);
    }

    /** One that goes on is not asked for again. */
    private void pollSlowly() {
        vertx.setTimer(SlowPoller.INTERVAL.toMillis(), _ -> pollSlowly());
        monitor.pollSlowly().exceptionally(PollScheduler::unexpected);
    }

    private static @Nullable Void unexpected(Throwable thrown) {
        LOG.error("unexpected, while doing what is due", thrown);
        return null;
    }
}
