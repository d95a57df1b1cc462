package dev.lictor.testing.servers;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless browser, controlled by the Chrome DevTools protocol. It ends with this object and with the JVM. */
public final class Chromium implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** The colour scheme that the user prefers. */
    public enum Scheme {
        LIGHT,
        DARK
    }

    private final Process process;
    private final WebSocket socket;
    private final Thread hook;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    private Chromium(Process process, URI page, Thread hook) {
        this.process = process;
        this.hook = hook;
        this.socket =
                CLIENT.newWebSocketBuilder().buildAsync(page, new Listener()).join();
    }

    /** @param directory for a new browser profile */
    public static Chromium start(Path directory) {
        var profile = directory.resolve("chromium");
        try {
            var process = new ProcessBuilder(
                            program().toString(),
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-quic",
                            "--disable-breakpad",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("chromium.log").toFile())
                    .start();
            var hook = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(hook);
            var file = profile.resolve("DevToolsActivePort");
            await().atMost(TIMEOUT)
                    .until(() -> Files.exists(file) && !Files.readAllLines(file).isEmpty());
            return new Chromium(process, page(Files.readAllLines(file).getFirst()), hook);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The width and colour scheme of the viewport. */
    public void look(int width, int height, Scheme scheme) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of(
                                "name",
                                "prefers-color-scheme",
                                "value",
                                scheme.name().toLowerCase(Locale.ROOT)))));
    }

    /** Opens a page and waits until it is loaded. */
    public void open(URI url) {
        evaluate("window.left = true");
        call("Page.navigate", Map.of("url", url.toString()));
        await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> evaluate("!window.left && document.readyState === 'complete' && location.href === '%s'"
                                .formatted(url))
                        .asBoolean());
    }

    /** The value of a JavaScript expression in the page. */
    public JsonNode evaluate(String expression) {
        var answer = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            return fail(answer.toString());
        }
        return answer.path("result").path("value");
    }

    /** The accessibility tree that a screen reader reads: one line for each role and name, without ignored nodes. */
    public List<String> accessible() {
        return call("Accessibility.getFullAXTree", Map.of())
                .path("nodes")
                .valueStream()
                .filter(node -> !node.path("ignored").asBoolean())
                .map(node -> (node.path("role").path("value").asText() + " "
                                + node.path("name").path("value").asText())
                        .strip())
                .toList();
    }

    /** A picture of the whole page, not only of the viewport. */
    public void screenshot(Path file) {
        var image = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(image.path("data").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode call(String method, Map<String, Object> parameters) {
        int id = last.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        answers.put(id, answer);
        try {
            socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var given = answer.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        return given.has("error") ? fail("%s: %s".formatted(method, given)) : given.path("result");
    }

    @Override
    public void close() {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        socket.abort();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private static Path program() {
        var path = Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
        if (path.isEmpty()) {
            TestServers.missing("there is no chromium on the PATH");
        }
        return path.orElseThrow();
    }

    private static URI page(String port) throws IOException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/json/list".formatted(port)))
                    .timeout(TIMEOUT)
                    .build();
            return JSON.readTree(CLIENT.send(request, BodyHandlers.ofString()).body())
                    .valueStream()
                    .filter(target -> target.path("type").asText().equals("page"))
                    .map(target ->
                            URI.create(target.path("webSocketDebuggerUrl").asText()))
                    .findFirst()
                    .orElseThrow();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Completes the request that an answer belongs to, and ignores events. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean complete) {
            text.append(part);
            if (complete) {
                answered(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void answered(String message) {
            try {
                var answer = JSON.readTree(message);
                var waiting = answers.remove(answer.path("id").asInt());
                if (waiting != null) {
                    waiting.complete(answer);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
