package dev.lictor.sidecar.backup;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.http.ConsulEndpoint;
import dev.lictor.consul.snapshot.SnapshotDownload;
import dev.lictor.consul.snapshot.Snapshots;
import dev.lictor.sidecar.backup.BackupFolder.Begun;
import dev.lictor.sidecar.backup.BackupFolder.Finished;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Makes a backup after a poll if one is due. No poll waits for it, and slow work runs on worker threads. */
public final class BackupJob {
    /** Time limit of a download: enough for gigabytes on a slow disk. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Interval of checks whether the data needs space. It is short, because fast writes fill a disk within seconds. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Optional<BackupPolicy> rules;
    private final Snapshots consul;
    private final Vertx vertx;
    private final ToLongFunction<Path> freeBytes;
    private final InstantSource clock;
    private final InstantSource calendar;
    private final Consumer<String> log;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Optional<BackupStatus> status = Optional.empty();
    private volatile Instant looked = Instant.MIN;

    /**
     * @param rules absent if no backups are kept
     * @param clock monotonic clock
     */
    public static BackupJob of(
            Optional<BackupPolicy> rules,
            ConsulEndpoint endpoint,
            Vertx vertx,
            InstantSource clock,
            Consumer<String> log) {
        var backups = new ConsulEndpoint(
                endpoint.url(), endpoint.tlsDirectory(), rules.flatMap(BackupPolicy::tokenFile), LONGEST);
        return new BackupJob(
                rules,
                new SnapshotDownload(vertx, backups),
                vertx,
                folder -> folder.toFile().getUsableSpace(),
                clock,
                InstantSource.system(),
                log);
    }

    /**
     * @param clock monotonic clock for all pauses and ages
     * @param calendar the system clock, for the dates of backups, which must survive a restart, and for the slots of the servers
     */
    BackupJob(
            Optional<BackupPolicy> rules,
            Snapshots consul,
            Vertx vertx,
            ToLongFunction<Path> freeBytes,
            InstantSource clock,
            InstantSource calendar,
            Consumer<String> log) {
        this.rules = rules;
        this.consul = consul;
        this.vertx = vertx;
        this.freeBytes = freeBytes;
        this.clock = clock;
        this.calendar = calendar;
        this.log = log;
    }

    /** The status of the backups; absent if no backups are kept, and until the folder was first read. */
    public Optional<BackupStatus> status() {
        return status;
    }

    /**
     * Does what is due after a poll, unless the work of an earlier poll is still running.
     *
     * @param ready whether the server can serve
     * @param position of the server in Raft's log, if it is known
     */
    public CompletionStage<Void> runIfDue(boolean ready, Optional<LogPosition> position) {
        if (rules.isEmpty() || !busy.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        return Future.<Void>succeededFuture()
                .compose(_ -> step(rules.get(), ready, position))
                .onComplete(_ -> busy.set(false))
                .toCompletionStage();
    }

    private Future<Void> step(BackupPolicy given, boolean ready, Optional<LogPosition> position) {
        var folder = new BackupFolder(given, freeBytes);
        var now = clock.instant();
        if (status.isEmpty()) {
            return look(folder, BackupStatus.none(given.interval()));
        }
        var before = status.get();
        var seen =
                position.filter(_ -> ready).map(index -> before.at(index, now)).orElse(before);
        remember(seen);
        if (!seen.loss().equals(before.loss())) {
            return onWorker(() -> noted(folder, before, seen))
                    .otherwise(thrown -> failed(seen, seen.without(words(thrown), clock.instant())))
                    .map(this::remember);
        }
        if (given.due(seen, ready, now, calendar.instant())) {
            return backUp(folder, seen, now);
        }
        return now.isBefore(looked.plus(LOOK)) ? Future.succeededFuture() : clear(folder, seen, now);
    }

    /** Checks that the backup with the higher index still exists before a loss is reported, and records a resolved loss. */
    private BackupStatus noted(BackupFolder folder, BackupStatus before, BackupStatus seen) throws IOException {
        if (before.lost().isPresent() && seen.lost().isEmpty()) {
            folder.settle(calendar.instant());
        }
        return found(folder, seen);
    }

    private BackupStatus found(BackupFolder folder, BackupStatus before) throws IOException {
        return before.found(folder.content(calendar.instant(), before.lost()), clock.instant());
    }

    private Future<Void> look(BackupFolder folder, BackupStatus before) {
        return onWorker(() -> found(folder, before))
                .otherwise(thrown -> failed(before, before.without(words(thrown), clock.instant())))
                .map(this::remember);
    }

    /** Consul's data takes precedence over backups, except over the backup that holds lost data. Also notices that this backup was moved away. */
    private Future<Void> clear(BackupFolder folder, BackupStatus seen, Instant now) {
        looked = now;
        return onWorker(() -> folder.clear(calendar.instant(), seen.protectedBackup()))
                .otherwise(List.of()) // The next backup fails for the same reason, and reports it.
                .compose(removed -> {
                    if (!removed.isEmpty()) {
                        log.accept("removed %s, the oldest of the backups, as Consul's data needs room"
                                .formatted(String.join(
                                        ", ", removed.stream().map(Backup::name).toList())));
                    }
                    return removed.isEmpty() && seen.loss().equals(DataLoss.NONE)
                            ? Future.succeededFuture()
                            : look(folder, seen);
                });
    }

    private Future<Void> backUp(BackupFolder folder, BackupStatus before, Instant now) {
        looked = now;
        return onWorker(() -> folder.begin(calendar.instant(), before.expected(now), before.protectedBackup()))
                .compose(begun -> switch (begun) {
                    case Begun.NoRoom(var why) ->
                        Future.succeededFuture(failed(before, before.withoutRoom(why, clock.instant())));
                    case Begun.Draft draft ->
                        Future.fromCompletionStage(
                                        consul.save(draft.file(), draft.room().bytes()))
                                .compose(answer -> finish(folder, draft, answer, before, now));
                })
                .otherwise(thrown -> failed(before, before.without(words(thrown), clock.instant())))
                .map(this::remember);
    }

    private Future<BackupStatus> finish(
            BackupFolder folder, Begun.Draft draft, ConsulResult<Long> answer, BackupStatus before, Instant begun) {
        return switch (answer) {
            case ConsulResult.Seen<Long> _ ->
                onWorker(() -> folder.finish(draft, before.highest()))
                        .map(finished -> switch (finished) {
                            case Finished.Made(var backup) -> made(before, backup, begun);
                            case Finished.Behind(var index) -> failed(before, before.behind(index, clock.instant()));
                        })
                        .otherwise(thrown -> failed(before, before.failedAtCost(words(thrown), 0, clock.instant())));
            case ConsulResult.Failed<Long>(var failure) ->
                Future.succeededFuture(failed(before, failed(before, failure, draft, clock.instant())));
        };
    }

    private <T> Future<T> onWorker(Callable<T> task) {
        return vertx.executeBlocking(task).map(Objects::requireNonNull);
    }

    private BackupStatus made(BackupStatus before, IndexedBackup finished, Instant begun) {
        log.accept("backed up: %s, %s, up to index %d"
                .formatted(
                        finished.backup().name(), Backup.size(finished.backup().bytes()), finished.index()));
        return before.with(finished, begun);
    }

    private BackupStatus failed(BackupStatus before, BackupStatus now) {
        if (before.error().isEmpty()) {
            log.accept("could not back up, and keeps trying: " + now.error().orElseThrow());
        }
        return now;
    }

    /** A request that was refused at once cost Consul nothing; for any other failure Consul may have written a snapshot. */
    private static BackupStatus failed(BackupStatus before, ConsulError failure, Begun.Draft draft, Instant now) {
        return switch (failure.cause()) {
            case REFUSED, TLS, STATUS -> before.without(failure.words(), now);
            case FORBIDDEN ->
                before.without(
                        failure.words()
                                + "; lictor.sidecar.backup-token-file, or backup-token in the token-secret, must be a token with acl:write",
                        now);
            case TIMEOUT, INVALID_ANSWER, NETWORK -> before.failedAtCost(failure.words(), 0, now);
            case TOO_LARGE ->
                before.failedAtCost(draft.room().limit(), draft.room().bytes(), now);
        };
    }

    /** Logs a data loss once: it does not end by itself. */
    private @Nullable Void remember(BackupStatus now) {
        var before = status.flatMap(BackupStatus::lost);
        if (before.isEmpty()) {
            now.lossInWords().ifPresent(words -> log.accept("data is lost: " + words));
        } else if (now.lost().isEmpty()) {
            log.accept("what was lost is restored, or no longer wanted: backups go on");
        }
        status = Optional.of(now);
        return null;
    }

    private static String words(Throwable thrown) {
        return thrown instanceof AccessDeniedException denied
                ? denied.getFile() + ": permission denied"
                : String.valueOf(thrown.getMessage());
    }
}
