package dev.lictor.sidecar;

import dev.lictor.consul.RaftState;
import dev.lictor.sidecar.acts.Attendant;
import dev.lictor.sidecar.backup.Keeper;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Polls at the set interval, with a glance half-way, and inspects now and then; all on the event loop. What is due after a poll is
 * done, and no poll waits for it.
 */
@Singleton
final class Tick {
    private static final Logger LOG = Logger.getLogger("dev.lictor.sidecar");

    private final Watch watch;
    private final Attendant attendant;
    private final Keeper keeper;
    private final SidecarSpec spec;
    private final Vertx vertx;

    @Inject
    Tick(Watch watch, Attendant attendant, Keeper keeper, SidecarSpec spec, Vertx vertx) {
        this.watch = watch;
        this.attendant = attendant;
        this.keeper = keeper;
        this.spec = spec;
        this.vertx = vertx;
    }

    @Scheduled(every = "${lictor.sidecar.poll-interval:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    CompletionStage<Void> poll() {
        // The scheduler looks once a second, which is too seldom to miss a leader in time.
        vertx.setTimer(spec.pollInterval().dividedBy(2).toMillis(), _ -> watch.glance());
        return watch.poll().thenRun(this::attend);
    }

    private void attend() {
        var picture = watch.picture();
        picture.last()
                .ifPresent(observation -> attendant
                        .attend(observation, picture.inspected().members().orElse(List.of()))
                        .exceptionally(Tick::unexpected));
        keeper.attend(
                        picture.readiness().ready(),
                        picture.believed().flatMap(Observation::raft).map(RaftState::appliedIndex))
                .exceptionally(Tick::unexpected);
    }

    private static @Nullable Void unexpected(Throwable thrown) {
        LOG.error("unexpected, while doing what is due", thrown);
        return null;
    }

    @Scheduled(every = "5s", delayed = "2s", concurrentExecution = ConcurrentExecution.SKIP)
    CompletionStage<Void> inspect() {
        return watch.inspect();
    }
}
