package dev.lictor.consul.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.http.ConsulEndpoint;
import dev.lictor.testing.FakeConsul;
import dev.lictor.testing.FakeConsul.Played;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotDownloadTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final String SNAPSHOT = "/v1/snapshot";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long PLENTY = 1 << 30;

    @TempDir
    Path folder;

    private final FakeConsul server = new FakeConsul();

    @AfterEach
    void stop() {
        server.close();
    }

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @Test
    void theWholeSnapshotIsWrittenToAPrivateFile() throws IOException {
        var body = "0123456789".repeat(1_000_000);
        server.play(SNAPSHOT, new Played(200, body));

        assertThat(save(PLENTY)).isEqualTo(new ConsulResult.Seen<>((long) body.length()));

        assertThat(file()).hasContent(body);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(server.token(SNAPSHOT)).isEmpty();
    }

    @Test
    void theTokenIsSentAndNotInMessages() throws IOException {
        var token = Files.writeString(folder.resolve("token"), "a-secret\n");
        server.play(SNAPSHOT, new Played(403, "Permission denied: token a-secret lacks permission\r\nmore"));

        var answer = saved(within(TIMEOUT, server.url("http"), Optional.of(token)), PLENTY);

        assertThat(answer)
                .isEqualTo(ConsulResult.failed(
                        Cause.FORBIDDEN, "status 403: Permission denied: token (token) lacks permission more"));
        assertThat(server.token(SNAPSHOT)).isEqualTo("a-secret");
        assertThat(file()).doesNotExist();
    }

    @Test
    void aSnapshotOverTheLimitIsTooLarge() {
        server.play(SNAPSHOT, new Played(200, "0123456789".repeat(1_000_000)));

        assertThat(save(1_000_000))
                .isEqualTo(ConsulResult.failed(
                        Cause.TOO_LARGE, "a snapshot of more than the 1000000 bytes that there is room for"));
        assertThat(file()).satisfies(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(1_000_000));
    }

    @Test
    void aLongRefusalIsOneLine() {
        server.play(SNAPSHOT, new Played(500, "no leader " + "x".repeat(10_000_000)));

        assertThat(save(PLENTY).failure().orElseThrow().words())
                .startsWith("status 500: no leader xxx")
                .hasSizeLessThan(1100);
    }

    @Test
    void aMissingAnswerIsATimeout() {
        server.play(SNAPSHOT, new Played(200, "")).hold(SNAPSHOT);

        assertThat(saved(within(Duration.ofSeconds(1), server.url("http"), Optional.empty()), PLENTY))
                .isEqualTo(ConsulResult.failed(Cause.TIMEOUT, "not complete within 1 s"));
    }

    @ParameterizedTest
    @CsvSource({"false, TIMEOUT, not complete within 1 s", "true, NETWORK, Connection was closed"})
    void anAnswerThatStopsInTheMiddleLeavesNoFileOpen(boolean closes, Cause cause, String words) throws IOException {
        var half = VERTX.createNetServer()
                .connectHandler(socket -> socket.handler(_ -> socket.write(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
                        .onSuccess(_ -> {
                            if (closes) {
                                socket.close();
                            }
                        })))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        var limit = closes ? TIMEOUT : Duration.ofSeconds(1);
        var url = URI.create("http://127.0.0.1:" + half.actualPort());

        assertThat(saved(within(limit, url, Optional.empty()), PLENTY)).isEqualTo(ConsulResult.failed(cause, words));

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(openFiles()).doesNotContain(file()));
        half.close();
    }

    private static List<Path> openFiles() throws IOException {
        var files = new ArrayList<Path>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var descriptor : descriptors) {
                try {
                    files.add(Files.readSymbolicLink(descriptor));
                } catch (NoSuchFileException e) {
                    // Closed meanwhile, such as the one of this look.
                }
            }
        }
        return files;
    }

    @Test
    void anExistingFileIsNotOverwritten() throws IOException {
        Files.writeString(file(), "before");
        server.play(SNAPSHOT, new Played(200, "after"));

        assertThat(save(PLENTY).failure()).isPresent();
        assertThat(file()).hasContent("before");
    }

    private ConsulResult<Long> save(long most) {
        return saved(within(TIMEOUT, server.url("http"), Optional.empty()), most);
    }

    private ConsulResult<Long> saved(ConsulEndpoint endpoint, long most) {
        return new SnapshotDownload(VERTX, endpoint)
                .save(file(), most)
                .toCompletableFuture()
                .join();
    }

    private ConsulEndpoint within(Duration limit, URI url, Optional<Path> token) {
        return new ConsulEndpoint(url, folder, token, limit);
    }

    private Path file() {
        return folder.resolve("a.part");
    }
}
