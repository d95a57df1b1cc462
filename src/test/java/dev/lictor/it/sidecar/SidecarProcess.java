package dev.lictor.it.sidecar;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.testing.servers.FreePorts;
import dev.lictor.testing.servers.LictorProgram;
import dev.lictor.testing.servers.Network;
import dev.lictor.testing.servers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** {@code lictor sidecar} as a process of its own. */
final class SidecarProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final Path log;
    private final String url;

    private SidecarProcess(Process process, Path log, String url) {
        this.process = process;
        this.log = log;
        this.url = url;
    }

    /** On a free port of loopback. */
    static SidecarProcess start(Path directory, Map<String, String> environment) {
        return start(directory, environment, FreePorts.one());
    }

    static SidecarProcess start(Path directory, Map<String, String> environment, int port) {
        return start(directory, environment, UnaryOperator.identity(), "127.0.0.1", port);
    }

    /** On a host of a network. */
    static SidecarProcess start(Path directory, Map<String, String> environment, Network network, int host, int port) {
        return start(directory, environment, command -> network.on(host, command), network.address(host), port);
    }

    private static SidecarProcess start(
            Path directory,
            Map<String, String> environment,
            UnaryOperator<List<String>> host,
            String address,
            int port) {
        try {
            var log = Files.createTempFile(directory, "sidecar", ".log");
            var command = new ArrayList<>(LictorProgram.command());
            command.add("sidecar");
            var builder = new ProcessBuilder(host.apply(command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .putAll(Map.of("LICTOR_SIDECAR_HOST", address, "LICTOR_SIDECAR_PORT", Integer.toString(port)));
            builder.environment().putAll(environment);
            return new SidecarProcess(builder.start(), log, "http://%s:%d".formatted(address, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The HTTP status of a probe, or 0 while the port is closed. */
    int probe(String name) {
        return get("/q/health/" + name).map(HttpResponse::statusCode).orElse(0);
    }

    /** The data of the readiness check; empty while the port is closed. */
    Map<String, String> ready() {
        return get("/q/health/ready").map(SidecarProcess::data).orElse(Map.of());
    }

    String metrics() {
        return get("/q/metrics").map(HttpResponse::body).orElse("");
    }

    /** The number of polls so far, or 0 if the sidecar does not report it. */
    double polls() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("lictor_polls_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    URI url(String path) {
        return URI.create(url + path);
    }

    int port() {
        return URI.create(url).getPort();
    }

    void terminate() {
        process.destroy();
    }

    /** @param name such as {@code USR1} */
    void signal(String name) {
        TestServers.run(List.of("kill", "-" + name, Long.toString(process.pid())));
    }

    /** The peak of resident memory in KiB. */
    long peak() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int exitCode() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("it goes on: " + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    List<String> log() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    Optional<HttpResponse<String>> get(String path) {
        var request = HttpRequest.newBuilder(url(path))
                .timeout(Duration.ofSeconds(5))
                .header("Accept", "text/plain, application/json")
                .build();
        try {
            return Optional.of(CLIENT.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> data(HttpResponse<String> response) {
        try {
            var check = JSON.readTree(response.body()).path("checks").path(0);
            var data = new TreeMap<String, String>();
            data.put("status", check.path("status").asText());
            check.path("data")
                    .properties()
                    .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
