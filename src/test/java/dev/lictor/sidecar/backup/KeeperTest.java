package dev.lictor.sidecar.backup;

import static dev.lictor.sidecar.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.Answer;
import dev.lictor.consul.Archives;
import dev.lictor.consul.Failure.Cause;
import dev.lictor.consul.Snapshots;
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

class KeeperTest {
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    Path folder;

    private Volume volume = new Volume(800, 1000);
    private Instant now = NOW;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Scripted consul = new Scripted();

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @Test
    void nothingIsKeptUnlessItIsAskedFor() {
        var keeper = new Keeper(Optional.empty(), consul, VERTX, _ -> volume, () -> now, log::add);
        attend(keeper, true);
        attend(keeper, true);

        assertThat(keeper.kept()).isEmpty();
        assertThat(consul.asked.get()).isZero();
    }

    @Test
    void aBackupIsMadeAsSoonAsTheServerIsReadyAndThenAtTheInterval() throws IOException {
        var keeper = keeper(24);
        attend(keeper, false);
        attend(keeper, false);
        assertThat(keeper.kept().orElseThrow().last()).isEmpty();

        attend(keeper, true);
        assertThat(log).containsExactly("backed up: 20261124T120000Z.snap, %d bytes, up to index 23".formatted(size()));
        assertThat(Files.readAllBytes(folder.resolve("20261124T120000Z.snap"))).isEqualTo(consul.body);

        now = NOW.plusSeconds(3599);
        attend(keeper, true);
        assertThat(consul.asked.get()).isEqualTo(1);
        now = NOW.plusSeconds(3600);
        attend(keeper, true);
        assertThat(names()).containsExactly("20261124T120000Z.snap", "20261124T130000Z.snap");
        assertThat(keeper.kept().orElseThrow().made()).isEqualTo(2);
    }

    @Test
    void whatASidecarBeforeHasKeptCounts() throws IOException {
        Files.write(folder.resolve("20261124T114500Z.snap"), consul.body);
        Files.write(folder.resolve("20261124T114500Z.part"), consul.body);
        var keeper = keeper(24);
        attend(keeper, true);
        attend(keeper, true);

        assertThat(consul.asked.get()).isZero();
        assertThat(keeper.kept().orElseThrow().last().orElseThrow().at()).isEqualTo(NOW.minus(Duration.ofMinutes(15)));

        now = NOW.plus(Duration.ofMinutes(45));
        attend(keeper, true);
        assertThat(names()).containsExactly("20261124T114500Z.snap", "20261124T124500Z.snap");
    }

    @Test
    void theOldestGoAndStrangersStay() throws IOException {
        for (var name : List.of("20261124T090000Z.snap", "20261124T100000Z.snap", "before-upgrade.snap", "film.part")) {
            Files.write(folder.resolve(name), consul.body);
        }
        var keeper = keeper(2);
        attend(keeper, true);
        attend(keeper, true);

        assertThat(names())
                .containsExactly("20261124T100000Z.snap", "20261124T120000Z.snap", "before-upgrade.snap", "film.part");
    }

    @Test
    void theFirstToGoAreThoseOfAClockThatWasAhead() throws IOException {
        for (var name : List.of("20301124T090000Z.snap", "20301124T100000Z.snap", "20261124T100000Z.snap")) {
            Files.write(folder.resolve(name), consul.body);
        }
        var keeper = keeper(2);
        attend(keeper, true);
        assertThat(keeper.kept().orElseThrow().last().orElseThrow().name()).isEqualTo("20261124T100000Z.snap");
        attend(keeper, true);

        assertThat(names()).containsExactly("20261124T100000Z.snap", "20261124T120000Z.snap");
    }

    @Test
    void aQuarterOfTheVolumeStaysFree() throws IOException {
        var keeper = keeper(24);
        attend(keeper, true);
        attend(keeper, true);
        assertThat(consul.most).isEqualTo(275);

        volume = new Volume(250, 1000);
        now = NOW.plusSeconds(3600);
        attend(keeper, true);
        assertThat(consul.asked.get()).isEqualTo(1);
        assertThat(log)
                .last()
                .isEqualTo(
                        "could not back up, and goes on trying: the volume of %s is full but for less than a quarter: enlarge it, or keep fewer backups"
                                .formatted(folder));
    }

    @Test
    void whoThenKeepsFewerHasRoomAgain() throws IOException {
        for (var name : List.of("20261124T090000Z.snap", "20261124T100000Z.snap", "20261124T110000Z.snap")) {
            Files.write(folder.resolve(name), consul.body);
        }
        volume = new Volume(250, 1000);
        var keeper = keeper(1);
        attend(keeper, true);
        attend(keeper, true);

        assertThat(names()).containsExactly("20261124T110000Z.snap");
    }

    @Test
    void aFailureIsToldOnceAndTriedAgain() throws IOException {
        consul.failure = Optional.of(Answer.failed(Cause.FORBIDDEN, "status 403: Permission denied"));
        var keeper = keeper(24);
        attend(keeper, true);
        attend(keeper, true);
        attend(keeper, true);
        assertThat(consul.asked.get()).isEqualTo(1);
        now = NOW.plusSeconds(60);
        attend(keeper, true);

        assertThat(consul.asked.get()).isEqualTo(2);
        assertThat(log)
                .containsExactly(
                        "could not back up, and goes on trying: status 403: Permission denied; lictor.sidecar.backup-token-file, or backup-token in the token-secret, must be a token with acl:write");
        assertThat(keeper.kept().orElseThrow().failures()).isEqualTo(2);

        consul.failure = Optional.empty();
        now = NOW.plusSeconds(120);
        attend(keeper, true);
        assertThat(keeper.kept().orElseThrow().trouble()).isEmpty();
        assertThat(names()).containsExactly("20261124T120200Z.snap");
    }

    @Test
    void whatCannotBeRestoredIsNoBackup() throws IOException {
        consul.body[consul.body.length / 2] ^= 1;
        var keeper = keeper(24);
        attend(keeper, true);
        attend(keeper, true);

        assertThat(log)
                .singleElement()
                .asString()
                .startsWith("could not back up, and goes on trying: what Consul gave cannot be restored: ");
        assertThat(names()).allMatch(name -> name.endsWith(".part"));
    }

    @Test
    void aFolderThatCannotBeUsedIsTold() throws IOException {
        folder = Files.writeString(folder.resolve("file"), "").resolve("folder");
        var keeper = keeper(24);
        attend(keeper, true);
        attend(keeper, true);

        assertThat(log)
                .singleElement()
                .asString()
                .startsWith("could not back up, and goes on trying: ")
                .contains("file");
        assertThat(consul.asked.get()).isZero();
    }

    @Test
    void oneThatIsStillBeingMadeIsWaitedFor() {
        consul.held = Optional.of(new CompletableFuture<>());
        var keeper = keeper(24);
        attend(keeper, true);
        var first = keeper.attend(true);
        attend(keeper, true);

        consul.held.get().complete(Answer.failed(Cause.TIMEOUT, "not complete within 600 s"));
        first.toCompletableFuture().join();

        assertThat(consul.asked.get()).isEqualTo(1);
        assertThat(keeper.kept().orElseThrow().trouble()).contains("not complete within 600 s");
    }

    private Keeper keeper(int count) {
        return new Keeper(
                Optional.of(new BackupRules(folder, Optional.empty(), Duration.ofHours(1), count)),
                consul,
                VERTX,
                _ -> volume,
                () -> now,
                log::add);
    }

    private static void attend(Keeper keeper, boolean ready) {
        keeper.attend(ready).toCompletableFuture().join();
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
        private Optional<Answer<Long>> failure = Optional.empty();
        private Optional<CompletableFuture<Answer<Long>>> held = Optional.empty();
        private volatile long most;
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public CompletionStage<Answer<Long>> save(Path file, long most) {
            asked.incrementAndGet();
            this.most = most;
            if (held.isPresent()) {
                return held.get();
            }
            return CompletableFuture.completedStage(failure.orElseGet(() -> written(file)));
        }

        private Answer<Long> written(Path file) {
            try {
                Files.write(file, body);
                return new Answer.Seen<>((long) body.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static byte[] archive() {
            try {
                return Archives.whole("what Raft holds".getBytes(StandardCharsets.UTF_8), 23);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
