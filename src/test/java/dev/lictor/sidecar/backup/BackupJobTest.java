package dev.lictor.sidecar.backup;

import static dev.lictor.testing.BackupExamples.position;
import static dev.lictor.testing.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.snapshot.Snapshots;
import dev.lictor.testing.SnapshotArchives;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupJobTest {
    private static final Vertx VERTX = Vertx.vertx();

    private static final long SPACE = 1_000_000;

    @TempDir
    Path folder;

    private long free = 10L << 30;
    private Instant now = NOW;

    /** How far the computer's clock is ahead of when it was not set yet. */
    private Duration set = Duration.ZERO;

    private BackupSlot turn = BackupSlot.ALWAYS;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Scripted consul = new Scripted();

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @Test
    void nothingIsKeptUnlessItIsAskedFor() {
        var backupJob = new BackupJob(Optional.empty(), consul, VERTX, _ -> free, () -> now, () -> now, log::add);
        runIfDue(backupJob, true);
        runIfDue(backupJob, true);

        assertThat(backupJob.status()).isEmpty();
        assertThat(consul.asked.get()).isZero();
    }

    @Test
    void aBackupIsMadeAsSoonAsTheServerIsReadyAndThenAtTheInterval() throws IOException {
        var backupJob = backupJob(24);
        runIfDue(backupJob, false);
        runIfDue(backupJob, false);
        assertThat(backupJob.status().orElseThrow().last()).isEmpty();

        runIfDue(backupJob, true);
        assertThat(log).containsExactly("backed up: 20261124T120000Z.snap, %d bytes, up to index 23".formatted(size()));
        assertThat(Files.readAllBytes(folder.resolve("20261124T120000Z.snap"))).isEqualTo(consul.body);

        now = NOW.plusSeconds(3599);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isEqualTo(1);
        now = NOW.plusSeconds(3600);
        runIfDue(backupJob, true);
        assertThat(names()).containsExactly("20261124T120000Z.snap", "20261124T130000Z.snap");
        assertThat(backupJob.status().orElseThrow().made()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1H", "PT-5S", "PT5S", "PT1H"})
    void aClockThatIsSetChangesNoTimeBetweenBackups(Duration by) throws IOException {
        var backupJob = startedJob(24);
        assertThat(consul.asked.get()).isEqualTo(1);

        set = by;
        now = NOW.plusSeconds(3599);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isEqualTo(1);
        now = NOW.plusSeconds(3601);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isEqualTo(2);
        assertThat(names()).contains(Backup.of(now.plus(by), 0).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1H", "PT-5S", "PT5S", "PT1H"})
    void aClockThatIsSetChangesNoTimeToTheNextBackupAfterARestart(Duration by) throws IOException {
        Files.write(folder.resolve("20261124T114500Z.snap"), consul.body);
        var backupJob = backupJob(24);
        runIfDue(backupJob, true);

        set = by;
        now = NOW.plusSeconds(45 * 60 - 1);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isZero();
        now = NOW.plusSeconds(45 * 60);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isEqualTo(1);
    }

    /** Whoever knows not how old the last is makes another, once. */
    @Test
    void oneOfAClockThatWasAheadPutsOffNone() throws IOException {
        Files.write(folder.resolve("20301124T090000Z.snap"), consul.body);
        var backupJob = backupJob(24);
        runIfDue(backupJob, true);
        runIfDue(backupJob, true);
        runIfDue(backupJob, true);

        assertThat(names()).containsExactly("20261124T120000Z.snap", "20301124T090000Z.snap");
        now = NOW.plusSeconds(3600);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1H", "PT-5S", "PT5S", "PT1H"})
    void aClockThatIsSetChangesNoPauseAfterAFailure(Duration by) {
        consul.failure = Optional.of(ConsulResult.failed(Cause.STATUS, "status 500"));
        var backupJob = startedJob(24);

        set = by;
        now = NOW.plusSeconds(59);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isEqualTo(1);
        now = NOW.plusSeconds(60);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1H", "PT-5S", "PT5S", "PT1H"})
    void aClockThatIsSetMakesNoLossOfASuspicionNorPutsItOff(Duration by) throws IOException {
        backup("20261124T090000Z.snap", 2318);
        var backupJob = backupJob(24);
        runIfDue(backupJob, true, 20);
        runIfDue(backupJob, true, 20);

        set = by;
        now = NOW.plusSeconds(59);
        runIfDue(backupJob, true, 21);
        assertThat(backupJob.status().orElseThrow().dataLost()).contains(false);
        now = NOW.plusSeconds(60);
        runIfDue(backupJob, true, 22);
        assertThat(backupJob.status().orElseThrow().dataLost()).contains(true);
    }

    /** What is known of a leader may be older than a backup that was just made, whenever that is dated. */
    @Test
    void aClockThatIsSetMakesNoYoungBackupOlderThanWhatIsKnownOfTheLeader() {
        var backupJob = startedJob(24);
        var late = new LogPosition(20, Optional.of(0L), Optional.of(22L));

        set = Duration.ofHours(1);
        attendThrice(backupJob, late);

        assertThat(backupJob.status().orElseThrow().dataLost()).contains(false);
    }

    /** It is told by what the server had a moment ago. */
    @ParameterizedTest
    @ValueSource(strings = {"PT-1H", "PT1H"})
    void aClockThatIsSetHidesNoRestore(Duration by) throws IOException {
        backup("20261124T090000Z.snap", 2318);
        var backupJob = backupJob(24);
        grow(backupJob, 20);
        attendThrice(backupJob, position(300));
        assertThat(backupJob.status().orElseThrow().dataLost()).contains(true);

        set = by;
        now = now.plusSeconds(5);
        backupJob
                .runIfDue(true, Optional.of(new LogPosition(40_002, Optional.of(40_001L), Optional.empty())))
                .toCompletableFuture()
                .join();

        assertThat(backupJob.status().orElseThrow().dataLost()).contains(false);
    }

    @Test
    void aClockThatWasSetBackBringsBackNoLossThatIsDealtWith() throws IOException {
        backup("20261124T090000Z.snap", 2318);
        backup("20261124T100000Z.snap", 2400);
        var backupJob = backupJob(2);
        grow(backupJob, 20);

        set = Duration.ofHours(-5);
        attendThrice(backupJob, new LogPosition(2392, Optional.of(2391L), Optional.empty()));
        consul.failure = Optional.of(ConsulResult.failed(Cause.STATUS, "status 500"));
        for (int polls = 0; polls < 10; polls++) {
            attendThrice(backupJob, new LogPosition(2393, Optional.of(2391L), Optional.empty()));
        }

        assertThat(backupJob.status().orElseThrow().dataLost()).contains(false);
    }

    @Test
    void aClockThatWasAheadWhenALossWasDealtWithHidesNoOther() throws IOException {
        backup("20261124T100000Z.snap", 2400);
        var backupJob = backupJob(2);
        grow(backupJob, 20);

        set = Duration.ofHours(3);
        Files.delete(folder.resolve("20261124T100000Z.snap"));
        attendThrice(backupJob, position(300));
        set = Duration.ZERO;
        now = now.plus(Duration.ofHours(1));
        runIfDue(backupJob, true, 300);
        assertThat(names()).contains("20261124T150015Z.snap");
        Files.delete(folder.resolve("20261124T170010Z.snap"));
        for (int polls = 0; polls < 10; polls++) {
            attendThrice(backupJob, position(5));
        }

        assertThat(backupJob.status().orElseThrow().dataLost()).contains(true);
    }

    @Test
    void serversTakeTurnsByTheClockThatTheyShare() {
        turn = new BackupSlot(1, 3);
        var backupJob = startedJob(24);
        assertThat(consul.asked.get()).isZero();

        set = Duration.ofSeconds(30);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isEqualTo(1);
    }

    @Test
    void whatASidecarBeforeHasKeptCounts() throws IOException {
        Files.write(folder.resolve("20261124T114500Z.snap"), consul.body);
        Files.write(folder.resolve("20261124T114500Z.part"), consul.body);
        var backupJob = startedJob(24);

        assertThat(consul.asked.get()).isZero();
        assertThat(backupJob.status().orElseThrow().last().orElseThrow().at())
                .isEqualTo(NOW.minus(Duration.ofMinutes(15)));

        now = NOW.plus(Duration.ofMinutes(45));
        runIfDue(backupJob, true);
        assertThat(names()).containsExactly("20261124T114500Z.snap", "20261124T124500Z.snap");
    }

    @Test
    void theOldestGoAndStrangersStay() throws IOException {
        for (var name : List.of("20261124T090000Z.snap", "20261124T100000Z.snap", "before-upgrade.snap", "film.part")) {
            Files.write(folder.resolve(name), consul.body);
        }
        startedJob(2);

        assertThat(names())
                .containsExactly("20261124T100000Z.snap", "20261124T120000Z.snap", "before-upgrade.snap", "film.part");
    }

    @Test
    void theFirstToGoAreThoseOfAClockThatWasAhead() throws IOException {
        for (var name : List.of("20301124T090000Z.snap", "20301124T100000Z.snap", "20261124T100000Z.snap")) {
            Files.write(folder.resolve(name), consul.body);
        }
        var backupJob = backupJob(2);
        runIfDue(backupJob, true);
        assertThat(backupJob.status().orElseThrow().last().orElseThrow().name()).isEqualTo("20261124T100000Z.snap");
        runIfDue(backupJob, true);

        assertThat(names()).containsExactly("20261124T100000Z.snap", "20261124T120000Z.snap");
    }

    @Test
    void withoutRoomForTheDataNoneIsAskedFor() throws IOException {
        var backupJob = startedJob(24);
        assertThat(consul.most).isEqualTo(SPACE);

        free = SpaceRules.FOR_DATA;
        now = NOW.plusSeconds(3600);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isEqualTo(1);
        assertThat(log)
                .last()
                .asString()
                .startsWith("could not back up, and keeps trying: the disk has 134.2 MB free, of which 134.2 MB");
        assertThat(backupJob.status().orElseThrow().failures()).isEqualTo(1);
        assertThat(names()).containsExactly("20261124T120000Z.snap");
    }

    @Test
    void whoThenKeepsFewerKeepsTheNewest() throws IOException {
        for (var name : List.of("20261124T090000Z.snap", "20261124T100000Z.snap", "20261124T110000Z.snap")) {
            Files.write(folder.resolve(name), consul.body);
        }
        free = SpaceRules.FOR_DATA;
        startedJob(1);

        assertThat(names()).containsExactly("20261124T110000Z.snap");
    }

    @Test
    void whenTheDataNeedsRoomTheOldestGoBetweenBackupsAsWell() throws IOException {
        for (var name : List.of("20261124T110000Z.snap", "20261124T113000Z.snap", "20261124T114500Z.part")) {
            Files.write(folder.resolve(name), consul.body);
        }
        var backupJob = backupJob(24);
        runIfDue(backupJob, true);
        runIfDue(backupJob, false);
        assertThat(names()).containsExactly("20261124T110000Z.snap", "20261124T113000Z.snap");

        free = SpaceRules.FOR_DATA - 1;
        now = NOW.plusSeconds(4);
        runIfDue(backupJob, false);
        assertThat(names()).hasSize(2);
        now = NOW.plusSeconds(5);
        runIfDue(backupJob, false);

        assertThat(names()).containsExactly("20261124T113000Z.snap");
        assertThat(log)
                .containsExactly(
                        "removed 20261124T110000Z.snap, the oldest of the backups, as Consul's data needs room");
    }

    @Test
    void whatWasTooLargeOnceIsNotAskedForAgainUntilThereIsRoom() throws IOException {
        free = SpaceRules.FOR_DATA + 200;
        consul.failure = Optional.of(ConsulResult.failed(Cause.TOO_LARGE, "a snapshot of more than 100 bytes"));
        var backupJob = startedJob(24);
        assertThat(consul.most).isEqualTo(100);
        assertThat(log)
                .containsExactly(
                        "could not back up, and keeps trying: the disk has 134.2 MB free, of which 134.2 MB are kept"
                                + " free for Consul's own log, and a snapshot of more than 100 bytes takes twice that"
                                + " while it is written: free some of that disk, or enlarge it");

        for (int minutes = 1; minutes < 24 * 60; minutes++) {
            now = NOW.plusSeconds(minutes * 60L);
            runIfDue(backupJob, true);
        }
        assertThat(consul.asked.get()).isEqualTo(1);
        assertThat(backupJob.status().orElseThrow().failures()).isBetween(25L, 35L);

        free = 10L << 30;
        consul.failure = Optional.empty();
        now = NOW.plus(Duration.ofMinutes(24 * 60 + 10));
        runIfDue(backupJob, true);
        assertThat(names()).containsExactly("20261125T121000Z.snap");
    }

    @Test
    void aClusterThatLostItsDataIsReportedAndKeepsItsEarlierBackups() throws IOException {
        backup("20261124T090000Z.snap", 2318);
        backup("20261124T100000Z.snap", 2400);
        var backupJob = backupJob(2);
        grow(backupJob, 20);

        // Though Raft's index has long been higher
        assertThat(consul.asked.get()).isZero();
        assertThat(names()).containsExactly("20261124T090000Z.snap", "20261124T100000Z.snap", "data-loss.json");
        assertThat(backupJob.status().orElseThrow().dataLost()).contains(true);
        assertThat(log)
                .singleElement()
                .asString()
                .startsWith(
                        "data is lost: Raft's index was 110 where the backup 20261124T100000Z.snap has it up to 2400:"
                                + " this cluster has started again");

        // Nor does another sidecar forget it, which has seen nothing but a cluster that has more
        var another = backupJob(2);
        grow(another, 4000);
        assertThat(another.status().orElseThrow().dataLost()).contains(true);
        assertThat(consul.asked.get()).isZero();
    }

    @Test
    void whoTakesTheBackupAwayOfWhatIsLostHasDealtWithIt() throws IOException {
        backup("20261124T090000Z.snap", 2318);
        backup("20261124T100000Z.snap", 2400);
        var backupJob = backupJob(2);
        grow(backupJob, 20);

        Files.delete(folder.resolve("20261124T100000Z.snap"));
        attendThrice(backupJob, position(300));

        assertThat(log).contains("what was lost is restored, or no longer wanted: backups go on");
        assertThat(backupJob.status().orElseThrow().dataLost()).contains(false);
        assertThat(consul.asked.get()).isEqualTo(1);
        // The other is of before, too, and nobody is told of it
        var another = backupJob(2);
        grow(another, 24);
        assertThat(another.status().orElseThrow().dataLost()).contains(false);
    }

    @Test
    void whoPutsTheBackupBackThatWasTakenAwayHasLostNothing() throws IOException {
        backup("20261124T100000Z.snap", 2400);
        var backupJob = backupJob(2);
        grow(backupJob, 20);
        Files.delete(folder.resolve("20261124T100000Z.snap"));
        attendThrice(backupJob, position(300));

        backup("20261124T100000Z.snap", 2400);
        var another = backupJob(2);
        grow(another, 300);

        assertThat(another.status().orElseThrow().dataLost()).contains(false);
    }

    @Test
    void whoRestoresABackupHasDealtWithItAndRotationGoesOn() throws IOException {
        backup("20261124T090000Z.snap", 2318);
        backup("20261124T100000Z.snap", 2400);
        var backupJob = backupJob(2);
        grow(backupJob, 20);

        // One of another server, that holds less than this one's
        attendThrice(backupJob, new LogPosition(2392, Optional.of(2391L), Optional.empty()));

        assertThat(log).contains("what was lost is restored, or no longer wanted: backups go on");
        assertThat(backupJob.status().orElseThrow().dataLost()).contains(false);
        assertThat(names()).containsExactly("20261124T100000Z.snap", "20261124T140010Z.snap", "data-loss.json");
    }

    @Test
    void whatWasRestoredWhileNoSidecarLookedIsSeenAfterwards() throws IOException {
        backup("20261124T100000Z.snap", 2400);
        grow(backupJob(2), 20);

        var another = backupJob(2);
        attendThrice(another, new LogPosition(2500, Optional.of(2401L), Optional.empty()));

        assertThat(another.status().orElseThrow().dataLost()).contains(false);
    }

    @Test
    void withoutRoomTheBackupOfWhatIsLostIsTheLastToGo() throws IOException {
        for (var name : List.of("20261124T090000Z.snap", "20261124T110000Z.snap", "20261124T113000Z.snap")) {
            backup(name, 23);
        }
        backup("20261124T100000Z.snap", 2400);
        var backupJob = backupJob(24);
        free = SpaceRules.FOR_DATA - (10 << 20);
        grow(backupJob, 20);

        assertThat(names()).containsExactly("20261124T100000Z.snap", "data-loss.json");
    }

    /** Whoever may not be told how far the server is learns it of a snapshot. */
    @Test
    void withoutItsIndexALossIsSeenByTheNextBackup() throws IOException {
        backup("20261124T090000Z.snap", 2318);
        var backupJob = backupJob(1);
        for (int seconds = 0; seconds <= 7200; seconds += 15) {
            now = NOW.plusSeconds(seconds);
            backupJob.runIfDue(true, Optional.empty()).toCompletableFuture().join();
        }

        assertThat(consul.asked.get()).isEqualTo(2);
        assertThat(backupJob.status().orElseThrow().dataLost()).contains(true);
        assertThat(names()).containsExactly("20261124T090000Z.snap", "data-loss.json");
        assertThat(log)
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith(
                                        "could not back up, and keeps trying: the snapshot goes up to Raft's index 23,"
                                                + " and the backup 20261124T090000Z.snap up to 2318"),
                        second -> assertThat(second).startsWith("data is lost: Raft's index was 23 where"));
    }

    private void backup(String name, long index) throws IOException {
        Files.write(folder.resolve(name), SnapshotArchives.whole(new byte[] {1}, index));
    }

    /** For two hours, by one entry a second. */
    private void grow(BackupJob backupJob, long index) {
        var begin = now;
        for (int seconds = 0; seconds <= 7200; seconds += 30) {
            now = begin.plusSeconds(seconds);
            runIfDue(backupJob, true, index + seconds);
        }
    }

    private void attendThrice(BackupJob backupJob, LogPosition position) {
        for (int time = 0; time < 3; time++) {
            now = now.plusSeconds(5);
            backupJob
                    .runIfDue(true, Optional.of(position))
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    void aFailureIsToldOnceAndTriedAgain() throws IOException {
        consul.failure = Optional.of(ConsulResult.failed(Cause.FORBIDDEN, "status 403: Permission denied"));
        var backupJob = backupJob(24);
        runIfDue(backupJob, true);
        runIfDue(backupJob, true);
        runIfDue(backupJob, true);
        assertThat(consul.asked.get()).isEqualTo(1);
        now = NOW.plusSeconds(60);
        runIfDue(backupJob, true);

        assertThat(consul.asked.get()).isEqualTo(2);
        assertThat(log)
                .containsExactly("could not back up, and keeps trying: status 403: Permission denied;"
                        + " lictor.sidecar.backup-token-file, or backup-token in the token-secret, must be a token"
                        + " with acl:write");
        assertThat(backupJob.status().orElseThrow().failures()).isEqualTo(2);

        consul.failure = Optional.empty();
        now = NOW.plusSeconds(120);
        runIfDue(backupJob, true);
        assertThat(backupJob.status().orElseThrow().error()).isEmpty();
        assertThat(names()).containsExactly("20261124T120200Z.snap");
    }

    @Test
    void whatCannotBeRestoredIsNoBackup() throws IOException {
        consul.body[consul.body.length / 2] ^= 1;
        var backupJob = startedJob(24);

        assertThat(log)
                .singleElement()
                .asString()
                .startsWith("could not back up, and keeps trying: what Consul gave cannot be restored: ");
        assertThat(backupJob.status().orElseThrow().last()).isEmpty();

        // And what is left of it goes before the next attempt
        now = NOW.plusSeconds(5);
        runIfDue(backupJob, true);
        assertThat(names()).isEmpty();
        assertThat(consul.asked.get()).isEqualTo(1);
    }

    @Test
    void aFolderThatCannotBeUsedIsTold() throws IOException {
        folder = Files.writeString(folder.resolve("file"), "").resolve("folder");
        startedJob(24);

        assertThat(log)
                .singleElement()
                .asString()
                .startsWith("could not back up, and keeps trying: ")
                .contains("file");
        assertThat(consul.asked.get()).isZero();
    }

    @Test
    void oneThatIsStillBeingMadeIsWaitedFor() {
        consul.held = Optional.of(new CompletableFuture<>());
        var backupJob = backupJob(24);
        runIfDue(backupJob, true);
        var first = backupJob.runIfDue(true, Optional.of(position(100)));
        runIfDue(backupJob, true);

        consul.held.get().complete(ConsulResult.failed(Cause.TIMEOUT, "not complete within 600 s"));
        first.toCompletableFuture().join();

        assertThat(consul.asked.get()).isEqualTo(1);
        assertThat(backupJob.status().orElseThrow().error()).contains("not complete within 600 s");
    }

    private BackupJob backupJob(int count) {
        return new BackupJob(
                Optional.of(new BackupPolicy(folder, Optional.empty(), Duration.ofHours(1), count, SPACE, turn)),
                consul,
                VERTX,
                _ -> free,
                () -> now,
                () -> now.plus(set),
                log::add);
    }

    /** A job that was asked twice: the first request reads the folder, and the second one makes a backup if one is due. */
    private BackupJob startedJob(int count) {
        var backupJob = backupJob(count);
        runIfDue(backupJob, true);
        runIfDue(backupJob, true);
        return backupJob;
    }

    private static void runIfDue(BackupJob backupJob, boolean ready) {
        runIfDue(backupJob, ready, 100);
    }

    private static void runIfDue(BackupJob backupJob, boolean ready, long applied) {
        backupJob
                .runIfDue(ready, Optional.of(position(applied)))
                .toCompletableFuture()
                .join();
    }

    private long size() {
        return consul.body.length;
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Gives the same snapshot each time. */
    private static final class Scripted implements Snapshots {
        private final byte[] body = archive();
        private Optional<ConsulResult<Long>> failure = Optional.empty();
        private Optional<CompletableFuture<ConsulResult<Long>>> held = Optional.empty();
        private volatile long most;
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public CompletionStage<ConsulResult<Long>> save(Path file, long most) {
            asked.incrementAndGet();
            this.most = most;
            if (held.isPresent()) {
                return held.get();
            }
            return CompletableFuture.completedStage(failure.orElseGet(() -> written(file)));
        }

        private ConsulResult<Long> written(Path file) {
            try {
                Files.write(file, body);
                return new ConsulResult.Seen<>((long) body.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static byte[] archive() {
            try {
                return SnapshotArchives.whole("what Raft holds".getBytes(StandardCharsets.UTF_8), 23);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
