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
 * Runs polls at the configured interval, a leader check between two polls, and slow polls at their own interval, all on the event loop.
 * After each poll it starts the actions and the backup that are due; no poll waits for them. Its timers use {@link System#nanoTime}:
 * Quarkus' scheduler compares times of day, so setting the clock back by an hour would stop it for an hour.
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
    private volatile boolean stopped;

    @Inject
    PollScheduler(Monitor monitor, Reconciler reconciler, BackupJob backupJob, SidecarSpec spec, Vertx vertx) {
        this.monitor = monitor;
        this.reconciler = reconciler;
        this.backupJob = backupJob;
        this.spec = spec;
        this.vertx = vertx;
    }

    /** Polls at once, because Consul's container starts only after its sidecar has started; then polls at the interval. */
    public void start() {
        vertx.runOnContext(_ -> poll());
        vertx.setTimer(FIRST_INSPECTION.toMillis(), _ -> pollSlowly());
    }

    /** Starts no poll any more. What a poll that runs still needs may end before it: that is no failure. */
    public void stop() {
        stopped = true;
    }

    /** Sets a new timer each time: a periodic timer would fire all missed turns at once after the process was suspended. */
    private void poll() {
        if (stopped) {
            return;
        }
        vertx.setTimer(spec.pollInterval().toMillis(), _ -> poll());
        if (polling.compareAndSet(false, true)) {
            vertx.setTimer(spec.pollInterval().dividedBy(2).toMillis(), _ -> monitor.checkLeader());
            CompletableFuture.<Void>completedStage(null)
                    .thenCompose(_ -> monitor.poll())
                    .thenRun(this::afterPoll)
                    .exceptionally(this::unexpected)
                    .whenComplete((_, _) -> polling.set(false));
        }
    }

    private void afterPoll() {
        var state = monitor.state();
        state.last()
                .ifPresent(observation -> reconciler
                        .reconcile(observation, state.slow().members().orElse(List.of()))
                        .exceptionally(this::unexpected));
        var position = state.fresh()
                .flatMap(observation -> observation
                        .raft()
                        .map(raft -> LogPosition.of(raft, LeaderLog.lastIndex(observation, state.slow()))));
        backupJob.runIfDue(state.readiness().ready(), position).exceptionally(this::unexpected);
    }

    /** A slow poll that is still running is not started again. */
    private void pollSlowly() {
        if (stopped) {
            return;
        }
        vertx.setTimer(SlowPoller.INTERVAL.toMillis(), _ -> pollSlowly());
        monitor.pollSlowly().exceptionally(this::unexpected);
    }

    private @Nullable Void unexpected(Throwable thrown) {
        if (!stopped) {
            LOG.error("unexpected failure of a poll or of what follows it", thrown);
        }
        return null;
    }
}
