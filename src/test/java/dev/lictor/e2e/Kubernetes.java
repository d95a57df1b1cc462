package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.FinishedProcess;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** A Kubernetes cluster as users reach it: by kubectl, and by HTTP through the API server. */
final class Kubernetes {
    private static final Duration KUBECTL_TIMEOUT = Duration.ofMinutes(3);

    private final Path kubectl;
    private final Path kubeconfig;
    private final Config config;
    private final HttpClient http;

    Kubernetes(Path kubectl, Path kubeconfig) {
        this.kubectl = kubectl;
        this.kubeconfig = kubeconfig;
        this.config = Config.fromKubeconfig(kubeconfig.toFile());
        this.http = HttpClient.newBuilder()
                .sslContext(context(config))
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** The program of kubectl, which may be found on the PATH. */
    Path program() {
        return kubectl;
    }

    Config config() {
        return config;
    }

    String kubectl(String... args) {
        return kubectl(List.of(args));
    }

    String kubectl(List<String> args) {
        var finished = tryKubectl(args);
        assertThat(finished.exitCode())
                .as("kubectl %s%n%s", args, finished.err())
                .isZero();
        return finished.out().strip();
    }

    /** For commands that may be refused. */
    FinishedProcess tryKubectl(List<String> args) {
        var command = new ArrayList<>(List.of(
                kubectl.toString(),
                "--kubeconfig=" + kubeconfig,
                "--cache-dir=" + Path.of("target/e2e/kubectl-cache").toAbsolutePath()));
        command.addAll(args);
        return FinishedProcess.await(new ProcessBuilder(command), KUBECTL_TIMEOUT);
    }

    /** kubectl apply of a manifest. */
    void apply(String manifest, String... flags) {
        try {
            var file = Files.createTempFile(Files.createDirectories(Path.of("target/e2e")), "applied", ".yaml");
            Files.writeString(file, manifest);
            var args = new ArrayList<>(List.of("apply", "--filename=" + file));
            args.addAll(List.of(flags));
            kubectl(args);
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProbeReply get(String path, Duration timeout) {
        return ask(request(path, timeout).GET().build());
    }

    ProbeReply put(String path, String body, Duration timeout) {
        return ask(request(path, timeout).PUT(BodyPublishers.ofString(body)).build());
    }

    ProbeReply post(String path, String json, Duration timeout) {
        return ask(request(path, timeout)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        var request = HttpRequest.newBuilder(URI.create(config.getMasterUrl()).resolve(path))
                .timeout(timeout);
        if (config.getOauthToken() != null) {
            request.header("Authorization", "Bearer " + config.getOauthToken());
        }
        return request;
    }

    private ProbeReply ask(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return new ProbeReply(response.statusCode(), response.body());
        } catch (IOException e) {
            return new ProbeReply(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ProbeReply(0, e.toString());
        }
    }

    private static SSLContext context(Config config) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(SSLUtils.keyManagers(config), SSLUtils.trustManagers(config), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the KUBECONFIG's keys", e);
        }
    }
}
