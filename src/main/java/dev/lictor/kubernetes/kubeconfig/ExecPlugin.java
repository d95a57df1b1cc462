package dev.lictor.kubernetes.kubeconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.text.Foreign;
import java.io.Console;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the credential plugin that a kubeconfig names (Kubernetes documentation, "client-go credential plugins"). The program is run without
 * a shell. Its standard error is shown. Its answer is never shown, neither in a message nor as the cause of an exception.
 */
final class ExecPlugin implements ApiCredentials {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXTENSION = "client.authentication.k8s.io/exec";

    private final Kubeconfig kubeconfig;
    private final JsonNode exec;
    private final InstantSource clock;
    private final WaitLimits limits;
    private final Supplier<Optional<String>> fixedAuthorization;
    private final Optional<CertificateAndKey> fixedCertificate;
    private volatile @Nullable Credential last;
    private @Nullable KubernetesApiException timedOut;

    /**
     * How long a plugin may run. It may open a browser and wait for a login. kubectl waits without a limit; a Job or a pipeline would then
     * hang.
     *
     * @param silence after which a notice names the plugin
     * @param limit after which the plugin is ended
     * @param notices receives the notice
     * @param hasTerminal whether a plugin can ask the user
     */
    record WaitLimits(Duration silence, Duration limit, Consumer<String> notices, boolean hasTerminal) {
        static WaitLimits of(Consumer<String> notices) {
            var hasTerminal = Optional.ofNullable(System.console())
                    .filter(Console::isTerminal)
                    .isPresent();
            return new WaitLimits(Duration.ofSeconds(3), Duration.ofMinutes(5), notices, hasTerminal);
        }
    }

    /** @param expires when the plugin must be run again; empty if the credential has no expiry */
    record Credential(Optional<String> token, Optional<CertificateAndKey> certificate, Optional<Instant> expires) {
        boolean isValid(Instant now) {
            return expires.isEmpty() || now.isBefore(expires.get());
        }

        @Override
        public String toString() {
            return "Credential[not shown]";
        }
    }

    /**
     * @param fixedAuthorization a token of the kubeconfig, which wins over the plugin's
     * @param fixedCertificate a certificate of the kubeconfig, which wins over the plugin's
     */
    ExecPlugin(
            Kubeconfig kubeconfig,
            JsonNode exec,
            InstantSource clock,
            WaitLimits limits,
            Supplier<Optional<String>> fixedAuthorization,
            Optional<CertificateAndKey> fixedCertificate) {
        this.kubeconfig = kubeconfig;
        this.exec = exec;
        this.clock = clock;
        this.limits = limits;
        this.fixedAuthorization = fixedAuthorization;
        this.fixedCertificate = fixedCertificate;
    }

    @Override
    public Optional<String> authorization() {
        return fixedAuthorization.get().or(() -> credential().token().map(ConnectionReader::bearer));
    }

    @Override
    public Optional<CertificateAndKey> certificate() {
        return fixedCertificate.or(() -> Optional.ofNullable(last).flatMap(Credential::certificate));
    }

    @Override
    public boolean isCertificateRenewed() {
        return fixedCertificate.isEmpty() && certificate().isPresent();
    }

    @Override
    public synchronized boolean renew(Optional<String> refused) {
        if (fixedAuthorization.get().isPresent()) {
            return false;
        }
        // Another request may have renewed them meanwhile.
        if (authorization().equals(refused)) {
            last = null;
        }
        return !authorization().equals(refused) || isCertificateRenewed();
    }

    /**
     * Runs the plugin if there is no credential that is still valid. After a time-out the plugin is not run again: each request would wait
     * for the whole limit.
     */
    synchronized Credential credential() {
        if (timedOut != null) {
            throw timedOut;
        }
        var known = last;
        if (known == null || !known.isValid(clock.instant())) {
            known = read(run());
            last = known;
        }
        return known;
    }

    private byte[] run() {
        if (interactiveMode().equals("Always") && !limits.hasTerminal()) {
            throw failure("has interactiveMode: Always, but there is no terminal");
        }
        var builder = new ProcessBuilder(command())
                .redirectInput(
                        isInteractive()
                                ? ProcessBuilder.Redirect.INHERIT
                                : ProcessBuilder.Redirect.from(new File("/dev/null")))
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
                throw failure("answers with more than 1 MiB");
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
        if (plugin.endsWithin(limits.silence())) {
            return;
        }
        limits.notices()
                .accept("waiting at most %2$s for %1$s; Ctrl-C ends it".formatted(named(), seconds(limits.limit())));
        if (!plugin.endsWithin(limits.limit().minus(limits.silence()))) {
            timedOut = failure("did not end within %s and was stopped: run it by hand to see what it waits for"
                    .formatted(seconds(limits.limit())));
            throw timedOut;
        }
    }

    private String interactiveMode() {
        return exec.path("interactiveMode").asText("");
    }

    private boolean isInteractive() {
        return limits.hasTerminal() && !interactiveMode().equals("Never");
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }

    /** A plain name is looked up in PATH; a relative path starts at the kubeconfig's folder. */
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
        var spec = info.putObject("spec").put("interactive", isInteractive());
        if (exec.path("provideClusterInfo").asBoolean()) {
            spec.set("cluster", clusterInfo());
        }
        return info;
    }

    private ObjectNode clusterInfo() {
        var cluster = kubeconfig.cluster();
        var info = JsonNodeFactory.instance.objectNode().put("server", cluster.text("server"));
        for (var flag : List.of("insecure-skip-tls-verify", "disable-compression")) {
            if (cluster.isTrue(flag)) {
                info.put(flag, true);
            }
        }
        if (cluster.has("certificate-authority-data")) {
            info.put("certificate-authority-data", cluster.text("certificate-authority-data"));
        } else if (cluster.has("certificate-authority")) {
            info.put(
                    "certificate-authority-data",
                    Base64.getEncoder().encodeToString(bytes(cluster.resolved("certificate-authority"))));
        }
        for (var field : List.of("tls-server-name", "proxy-url")) {
            if (cluster.has(field)) {
                info.put(field, cluster.text(field));
            }
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
            throw failure("does not answer with an ExecCredential (not shown)");
        }
        if (!tree.path("apiVersion").asText("").equals(apiVersion())) {
            throw failure(
                    "answers with another apiVersion than the requested %s".formatted(Foreign.word(apiVersion())));
        }
        var status = tree.path("status");
        var token = status.path("token").asText("").strip();
        var certificate = status.path("clientCertificateData").asText("");
        var key = status.path("clientKeyData").asText("");
        if (certificate.isEmpty() != key.isEmpty() || (token.isEmpty() && certificate.isEmpty())) {
            throw failure("answers neither a token nor a certificate with its key");
        }
        if (!token.isEmpty() && !ConnectionReader.isToken(token)) {
            throw failure("answers with a token that has characters which no token has (not shown)");
        }
        return new Credential(
                Optional.of(token).filter(text -> !text.isEmpty()),
                certificate.isEmpty() ? Optional.empty() : Optional.of(pair(certificate, key)),
                expiry(status.path("expirationTimestamp").asText("")));
    }

    /** The cause is not kept, because it can quote the answer. */
    private CertificateAndKey pair(String certificate, String key) {
        try {
            return ConnectionReader.pair(certificate, key, "its certificate", "its key");
        } catch (BrokenKeyMaterialException e) {
            throw failure("answers with a certificate that cannot be used: " + e.getMessage());
        }
    }

    /** Jackson's exceptions are not kept, because they quote the answer. */
    private JsonNode tree(byte[] answer) {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw failure("does not answer with JSON (not shown)");
        } catch (IOException e) {
            throw new IllegalStateException("bytes can be read", e);
        }
    }

    private Optional<Instant> expiry(String timestamp) {
        try {
            return timestamp.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(timestamp));
        } catch (DateTimeParseException e) {
            throw failure("answers with an expirationTimestamp that is not a time");
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
