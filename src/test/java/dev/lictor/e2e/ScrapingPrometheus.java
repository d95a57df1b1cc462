package dev.lictor.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.testing.servers.FreePorts;
import dev.lictor.testing.servers.TestServers;
import io.fabric8.kubernetes.client.Config;
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
import java.util.Base64;

/** A real Prometheus that scrapes each server's sidecar through the API server once a second. */
final class ScrapingPrometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePorts.one();
    private final Process process;

    private ScrapingPrometheus(ConsulCluster cluster) throws IOException {
        var folder = Files.createTempDirectory("lictor-prometheus");
        var configuration = folder.resolve("prometheus.yml");
        Files.writeString(configuration, configuration(cluster, folder));
        this.process = new ProcessBuilder(
                        Path.of(TestServers.run("prometheus"), "prometheus").toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    static ScrapingPrometheus of(ConsulCluster cluster) {
        try {
            var started = new ScrapingPrometheus(cluster);
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> started.query("sum(up)").asDouble() == 3);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of the first series of the result; missing if there is none. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:%d/api/v1/query?query=%s"
                .formatted(port, URLEncoder.encode(expression, StandardCharsets.UTF_8)));
        var answer = http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
        return JSON.readTree(answer.body()).at("/data/result/0/value/1");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String configuration(ConsulCluster cluster, Path folder) throws IOException {
        var config = cluster.kubernetes().config();
        var text = new StringBuilder("global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n");
        var ca = pem(folder, "ca.crt", config.getCaCertData());
        var credentials = credentials(folder, config);
        for (var pod : cluster.pods()) {
            text.append("""
                - job_name: POD
                  scheme: https
                  metrics_path: /api/v1/namespaces/NAMESPACE/pods/POD:8080/proxy/q/metrics
                  tls_config: {ca_file: CA, CREDENTIALS}
                  static_configs: [{targets: ["TARGET"], labels: {server: POD}}]
                """.replace("POD", pod)
                    .replace("NAMESPACE", cluster.shape().namespace())
                    .replace("CA", ca)
                    .replace("CREDENTIALS", credentials)
                    .replace("TARGET", URI.create(config.getMasterUrl()).getAuthority()));
        }
        return text.toString();
    }

    private static String credentials(Path folder, Config config) throws IOException {
        return "cert_file: %s, key_file: %s"
                .formatted(
                        pem(folder, "client.crt", config.getClientCertData()),
                        pem(folder, "client.key", config.getClientKeyData()));
    }

    private static String pem(Path folder, String name, String data) throws IOException {
        return Files.write(folder.resolve(name), Base64.getMimeDecoder().decode(data))
                .toString();
    }
}
