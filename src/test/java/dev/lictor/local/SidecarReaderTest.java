package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SidecarReaderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String READY = """
            {"status": "UP", "checks": [{"name": "consul server", "status": "UP", "data": {"role": "follower"}}]}""";

    private final Vertx vertx = Vertx.vertx();
    private final SidecarReader sidecars = new SidecarReader(vertx);
    private final ConcurrentLinkedQueue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    private volatile boolean holds;

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void anAnswerIsReadWhole() {
        var servers = IntStream.range(0, 5).mapToObj(this::server).toList();
        await().atMost(TIMEOUT)
                .until(() -> sidecars.ask(servers).stream().allMatch(SidecarAnswer.Reported.class::isInstance));

        assertThat(IntStream.range(0, 4_000)
                        .boxed()
                        .flatMap(_ -> sidecars.ask(servers).stream())
                        .filter(answer -> !(answer instanceof SidecarAnswer.Reported)))
                .isEmpty();
    }

    @Test
    void oneThatIsSlowForAMomentIsShownAsItWasLast() {
        var servers = List.of(server(0));
        await().atMost(TIMEOUT).until(() -> sidecars.ask(servers).getFirst() instanceof SidecarAnswer.Reported);

        holds = true;
        assertThat(sidecars.ask(servers)).singleElement().isInstanceOf(SidecarAnswer.Reported.class);

        // And not for long
        await().atMost(TIMEOUT)
                .until(() -> sidecars.ask(servers)
                        .getFirst()
                        .equals(new SidecarAnswer.NoAnswer("its sidecar does not answer")));
        holds = false;
        await().atMost(TIMEOUT).until(() -> sidecars.ask(servers).getFirst() instanceof SidecarAnswer.Reported);
    }

    @Test
    void oneThatHasNeverAnsweredIsStarting() {
        var nobody = LocalServer.of(0, "consul-0", Path.of("/folder"), new LocalPorts(1, 2, 3, 1));

        assertThat(sidecars.ask(List.of(nobody)))
                .containsExactly(new SidecarAnswer.NoAnswer("its sidecar is starting"));
    }

    private LocalServer server(int ordinal) {
        HttpServer http = vertx.createHttpServer()
                .requestHandler(request -> {
                    if (holds) {
                        held.add(request);
                    } else {
                        request.response().setStatusCode(503).end(READY);
                    }
                })
                .listen(0, Loopback.ADDRESS)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return LocalServer.of(
                ordinal, "consul-" + ordinal, Path.of("/folder"), new LocalPorts(1, 2, 3, http.actualPort()));
    }
}
