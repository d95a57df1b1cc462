package dev.lictor.kubernetes.kubeconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.text.Foreign;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program that a kubeconfig names for its credentials (Kubernetes' documentation, "client-go credential plugins"). It is run without a
 * shell; what it writes to standard error is shown, and what it answers is never: not in a message, and not as the cause of one.
 */
final class ExecPlugin implements OAuthTokenProvider {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXTENSION = "client.authentication.k8s.io/exec";

    private final Kubeconfig kubeconfig;
    private final JsonNode exec;
    private final InstantSource clock;
    private final Waiting waiting;
    private @Nullable Credential last;
    private @Nullable KubernetesApiException given;

    /**
     * A plugin may open a browser and wait for a login. kubectl waits for ever; a Job or a pipeline would, too.
     *
     * @param silence after which it is said what is waited for
     * @param limit after which the plugin is ended
     */
    record Waiting(Duration silence, Duration limit, Consumer<String> voice) {
        static Waiting of(Consumer<String> voice) {
            return new Waiting(Duration.ofSeconds(3), Duration.ofMinutes(5), voice);
        }
    }

    /** @param expires when it must be asked for again, if it says so */
    record Credential(String token, String certificate, String key, Optional<Instant> expires) {
        boolean isValid(Instant now) {
            return expires.isEmpty() || now.isBefore(expires.get());
        }

        @Override
        public String toString() {
            return "Credential[not shown]";
        }
    }

    ExecPlugin(Kubeconfig kubeconfig, JsonNode exec, InstantSource clock, Waiting waiting) {
        this.kubeconfig = kubeconfig;
        this.exec = exec;
        this.clock = clock;
        this.waiting = waiting;
    }

    @Override
    public String getToken() {
        return credential().token();
    }

    /** The one that is known as long as it is valid. One that was waited for in vain is not waited for again by every request. */
    synchronized Credential credential() {
        if (given != null) {
            throw given;
        }
        var known = last;
        if (known == null || !known.isValid(clock.instant())) {
            known = read(run());
            last = known;
        }
        return known;
    }

    private byte[] run() {
        var builder = new ProcessBuilder(command())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        exec.path("env")
                .forEach(variable -> builder.environment()
                        .put(
                                variable.path("name").asText(),
                                variable.path("value").asText()));
        builder.environment().put("KUBERNETES_EXEC_INFO", info().toString());
        try (var plugin = PluginProcess.start(builder)) {
            awaitEnd(plugin);
            var answer = plugin.answer();
            if (answer.isEmpty()) {
                throw failure("answers more than any credential");
            }
            if (plugin.status() != 0) {
                throw failure("ends with status " + plugin.status());
            }
            return answer.get();
        } catch (IOException e) {
            var hint = exec.path("installHint").asText("").strip();
            throw failure("cannot be run" + (hint.isEmpty() ? "" : ": " + Foreign.line(hint)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was interrupted");
        }
    }

    private void awaitEnd(PluginProcess plugin) throws InterruptedException {
        if (plugin.endsWithin(waiting.silence())) {
            return;
        }
        waiting.voice()
                .accept("%s is waited for, %s at most; Ctrl-C ends it".formatted(named(), seconds(waiting.limit())));
        if (!plugin.endsWithin(waiting.limit().minus(waiting.silence()))) {
            given = failure("had not ended after %s and was stopped: run it by hand to see what it waits for"
                    .formatted(seconds(waiting.limit())));
            throw given;
        }
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }

    /** A name is looked for in PATH, a relative path from the kubeconfig's folder. */
    private List<String> command() {
        var command = new ArrayList<String>();
        var name = exec.path("command").asText();
        command.add(
                name.contains("/")
                        ? kubeconfig
                                .user()
                                .file()
                                .toAbsolutePath()
                                .resolveSibling(name)
                                .toString()
                        : name);
        exec.path("args").forEach(argument -> command.add(argument.asText()));
        return command;
    }

    private ObjectNode info() {
        var info = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "ExecCredential")
                .put("apiVersion", apiVersion());
        var spec = info.putObject("spec").put("interactive", false);
        if (exec.path("provideClusterInfo").asBoolean()) {
            spec.set("cluster", clusterInfo());
        }
        return info;
    }

    private ObjectNode clusterInfo() {
        var cluster = kubeconfig.cluster();
        var info = JsonNodeFactory.instance.objectNode().put("server", cluster.text("server"));
        if (cluster.fields().path("insecure-skip-tls-verify").asBoolean()) {
            info.put("insecure-skip-tls-verify", true);
        }
        if (cluster.has("certificate-authority-data")) {
            info.put("certificate-authority-data", cluster.text("certificate-authority-data"));
        } else if (cluster.has("certificate-authority")) {
            info.put(
                    "certificate-authority-data",
                    Base64.getEncoder().encodeToString(bytes(cluster.resolved("certificate-authority"))));
        }
        if (cluster.has("proxy-url")) {
            info.put("proxy-url", cluster.text("proxy-url"));
        }
        for (var extension : cluster.fields().path("extensions")) {
            if (extension.path("name").asText("").equals(EXTENSION)) {
                info.set("config", extension.path("extension"));
            }
        }
        return info;
    }

    private byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw Kubeconfig.failure("%s names %s, which cannot be read".formatted(kubeconfig.cluster(), file));
        }
    }

    private String apiVersion() {
        return exec.path("apiVersion").asText();
    }

    private Credential read(byte[] answer) {
        var tree = tree(answer);
        if (!tree.path("kind").asText("").equals("ExecCredential")) {
            throw failure("answers what is no ExecCredential (not shown)");
        }
        if (!tree.path("apiVersion").asText("").equals(apiVersion())) {
            throw failure(
                    "answers in another apiVersion than %s, which is asked for".formatted(Foreign.word(apiVersion())));
        }
        var status = tree.path("status");
        var credential = new Credential(
                status.path("token").asText(""),
                status.path("clientCertificateData").asText(""),
                status.path("clientKeyData").asText(""),
                expiry(status.path("expirationTimestamp").asText("")));
        if (credential.token().isEmpty()
                && (credential.certificate().isEmpty() || credential.key().isEmpty())) {
            throw failure("answers neither a token nor a certificate with its key");
        }
        return credential;
    }

    /** Jackson's exceptions quote what they could not read. */
    private JsonNode tree(byte[] answer) {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw failure("answers what is no JSON (not shown)");
        } catch (IOException e) {
            throw new IllegalStateException("bytes can be read", e);
        }
    }

    private Optional<Instant> expiry(String timestamp) {
        try {
            return timestamp.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(timestamp));
        } catch (DateTimeParseException e) {
            throw failure("answers an expirationTimestamp that is no time");
        }
    }

    private KubernetesApiException failure(String what) {
        return Kubeconfig.failure(named() + " " + what);
    }

    private String named() {
        return "the exec plugin %s of %s"
                .formatted(Foreign.word(exec.path("command").asText()), kubeconfig.user());
    }
}
