package dev.lictor.sidecar.backup;

import dev.lictor.consul.Answer;
import dev.lictor.consul.ConsulEndpoint;
import dev.lictor.consul.Failure;
import dev.lictor.consul.SnapshotDownload;
import dev.lictor.consul.Snapshots;
import dev.lictor.sidecar.backup.BackupFolder.Draft;
import dev.lictor.sidecar.backup.BackupFolder.Finished;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** After each poll: makes a backup if one is due. No poll waits for it, and the event loop does nothing of it that takes long. */
public final class Keeper {
    /** For gigabytes, and a disk that is slow. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Optional<BackupRules> rules;
    private final Snapshots consul;
    private final Vertx vertx;
    private final Function<Path, Volume> volumes;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Optional<Kept> kept = Optional.empty();

    /** @param rules none if no backups are kept */
    public static Keeper of(Optional<BackupRules> rules, ConsulEndpoint endpoint, Vertx vertx, Consumer<String> log) {
        // By the computer's clock, for a backup is dated, and found again after a restart.
        var backups = new ConsulEndpoint(
                endpoint.url(), endpoint.tlsDirectory(), rules.flatMap(BackupRules::tokenFile), LONGEST);
        return new Keeper(rules, new SnapshotDownload(vertx, backups), vertx, Volume::of, InstantSource.system(), log);
    }

    Keeper(
            Optional<BackupRules> rules,
            Snapshots consul,
            Vertx vertx,
            Function<Path, Volume> volumes,
            InstantSource clock,
            Consumer<String> log) {
        this.rules = rules;
        this.consul = consul;
        this.vertx = vertx;
        this.volumes = volumes;
        this.clock = clock;
        this.log = log;
    }

    /** How it stands; absent if no backups are kept, and until the folder has been looked at. */
    public Optional<Kept> kept() {
        return kept;
    }

    /** Does what is due after a poll, unless that is still being done. */
    public CompletionStage<Void> attend(boolean ready) {
        if (rules.isEmpty() || !busy.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        return Future.<Void>succeededFuture()
                .compose(_ -> step(rules.get(), ready))
                .onComplete(_ -> busy.set(false))
                .toCompletionStage();
    }

    private Future<Void> step(BackupRules given, boolean ready) {
        var folder = new BackupFolder(given, volumes);
        var now = clock.instant();
        if (kept.isEmpty()) {
            return look(folder, Kept.none(given.interval()), now);
        }
        return given.due(kept.get(), ready, now) ? backUp(folder, kept.get(), now) : Future.succeededFuture();
    }

    private Future<Void> look(BackupFolder folder, Kept none, Instant now) {
        return onWorker(() -> folder.newest(now))
                .map(none::found)
                .otherwise(thrown -> failed(none, words(thrown)))
                .map(this::remember);
    }

    private Future<Void> backUp(BackupFolder folder, Kept before, Instant now) {
        return onWorker(() -> folder.begin(now))
                .compose(draft -> Future.fromCompletionStage(consul.save(draft.file(), draft.room()))
                        .compose(answer -> finish(folder, draft, answer)))
                .map(finished -> made(before, finished))
                .otherwise(thrown -> failed(before, words(thrown)))
                .map(this::remember);
    }

    private Future<Finished> finish(BackupFolder folder, Draft draft, Answer<Long> answer) {
        return switch (answer) {
            case Answer.Seen<Long> _ -> onWorker(() -> folder.finish(draft));
            case Answer.Failed<Long>(var failure) -> Future.failedFuture(words(failure));
        };
    }

    private <T> Future<T> onWorker(Callable<T> task) {
        return vertx.executeBlocking(task).map(Objects::requireNonNull);
    }

    private Kept made(Kept before, Finished finished) {
        log.accept("backed up: %s, %s, up to index %d"
                .formatted(finished.backup().name(), finished.backup().size(), finished.index()));
        return before.with(finished.backup());
    }

    private Kept failed(Kept before, String why) {
        if (before.trouble().isEmpty()) {
            log.accept("could not back up, and goes on trying: " + why);
        }
        return before.without(why, clock.instant());
    }

    private @Nullable Void remember(Kept now) {
        kept = Optional.of(now);
        return null;
    }

    private static String words(Failure failure) {
        return failure.forbidden()
                ? failure.words()
                        + "; lictor.sidecar.backup-token-file, or backup-token in the token-secret, must be a token with acl:write"
                : failure.words();
    }

    private static String words(Throwable thrown) {
        return thrown instanceof AccessDeniedException denied
                ? denied.getFile() + ": permission denied"
                : String.valueOf(thrown.getMessage());
    }
}
