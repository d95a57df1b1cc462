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

    private final Monitor watch;
    private final Reconciler attendant;
    private final BackupJob keeper;
    private final SidecarSpec spec;
    private final Vertx vertx;
    private final AtomicBoolean polling = new AtomicBoolean();

    @Inject
    PollScheduler(Monitor watch, Reconciler attendant, BackupJob keeper, SidecarSpec spec, Vertx vertx) {
        this.watch = watch;
        this.attendant = attendant;
        this.keeper = keeper;
        this.spec = spec;
        this.vertx = vertx;
    }

    /** Polls at once, for Consul waits until its sidecar has started, and then on and on. */
    public void start() {
        vertx.runOnContext(_ -> poll());
        vertx.setTimer(FIRST_INSPECTION.toMillis(), _ -> inspect());
    }

    /** Sets a timer each time: of a periodic one all turns come at once that were missed while the process stood still. */
    private void poll() {
        vertx.setTimer(spec.pollInterval().toMillis(), _ -> poll());
        if (polling.compareAndSet(false, true)) {
            vertx.setTimer(spec.pollInterval().dividedBy(2).toMillis(), _ -> watch.glance());
            CompletableFuture.<Void>completedStage(null)
                    .thenCompose(_ -> watch.poll())
                    .thenRun(this::attend)
                    .exceptionally(PollScheduler::unexpected)
                    .whenComplete((_, _) -> polling.set(false));
        }
    }

    private void attend() {
        var picture = watch.picture();
        picture.last()
                .ifPresent(observation -> attendant
                        .attend(observation, picture.inspected().members().orElse(List.of()))
                        .exceptionally(PollScheduler::unexpected));
        var position = picture.believed()
                .flatMap(observation -> observation
                        .raft()
                        .map(raft -> LogPosition.of(raft, LeaderLog.lastIndex(observation, picture.inspected()))));
        keeper.attend(picture.readiness().ready(), position).exceptionally(PollScheduler::unexpected);
    }

    /** One that goes on is not asked for again. */
    private void inspect() {
        vertx.setTimer(SlowPoller.INTERVAL.toMillis(), _ -> inspect());
        watch.inspect().exceptionally(PollScheduler::unexpected);
    }

    private static @Nullable Void unexpected(Throwable thrown) {
        LOG.error("unexpected, while doing what is due", thrown);
        return null;
    }
}
