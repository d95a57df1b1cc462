package dev.lictor.testing.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real Prometheus that scrapes one target each second. */
public final class Prometheus implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = FreePorts.one();
    private final Process process;
    private final Thread hook = new Thread(this::kill);

    private Prometheus(Path directory, String target) throws IOException {
        var config = Files.writeString(directory.resolve("prometheus.yml"), """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - {job_name: lictor, metrics_path: /q/metrics, static_configs: [{targets: ["%s"]}]}
            """.formatted(target));
        process = new ProcessBuilder(
                        program("prometheus").toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    public static Prometheus scraping(Path directory, String target) {
        try {
            return new Prometheus(directory, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The output and exit code of {@code promtool check metrics}. */
    public static FinishedProcess lint(Path text) {
        return FinishedProcess.await(
                new ProcessBuilder("sh", "-c", "%s check metrics < %s".formatted(program("promtool"), text)), TIMEOUT);
    }

    /** The result of a query, no node while there is no answer. */
    public JsonNode query(String query) {
        var url = "http://127.0.0.1:%d/api/v1/query?query=%s"
                .formatted(port, URLEncoder.encode(query, StandardCharsets.UTF_8));
        try {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build(), BodyHandlers.ofString());
            return new ObjectMapper().readTree(answer.body()).path("data").path("result");
        } catch (IOException e) {
            return new ObjectMapper().missingNode();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void kill() {
        process.destroyForcibly().onExit().join();
    }

    private static Path program(String name) {
        TestServers.require("prometheus");
        return Path.of(TestServers.run("prometheus"), name);
    }
}
