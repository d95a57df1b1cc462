package dev.lictor.kubernetes.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.kubernetes.KubernetesApiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecPluginTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "a-very-secret-token";

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private ExecPlugin.WaitLimits waiting = longLimits();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        a-very-secret-token                                          | 0 | does not answer with JSON (not shown)
        {"kind": "ExecCredential", "status": {"token": "a-very-secret-token"  | 0 | does not answer with JSON (not shown)
        {"status": {"token": "a-very-secret-token"}}                 | 0 | does not answer with an ExecCredential (not shown)
        {"kind": "ExecCredential", "apiVersion": "a-very-secret-token"} | 0 | answers with another apiVersion than the requested client.authentication.k8s.io/v1
        {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"clientCertificateData": "a-very-secret-token"}} | 0 | answers neither a token nor a certificate with its key
        {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "t", "expirationTimestamp": "a-very-secret-token"}} | 0 | answers with an expirationTimestamp that is not a time
        a-very-secret-token                                          | 3 | ends with status 3
                                                                     | 0 | does not answer with an ExecCredential
        """)
    void theAnswerIsNeverShown(@Nullable String answer, int status, String words) throws IOException {
        var plugin = plugin("cat <<'E'\n%s\nE\nexit %d".formatted(answer == null ? "" : answer, status));

        assertThatThrownBy(plugin::credential)
                .isInstanceOf(KubernetesApiException.class)
                .hasMessageStartingWith("the exec plugin ./plug of user 'u' of %s/config ".formatted(folder))
                .hasMessageContaining(words)
                .satisfies(failure -> {
                    var trace = new StringWriter();
                    failure.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain(TOKEN);
                });
    }

    @Test
    void argumentsAndVariablesArePassedUnchanged() throws IOException {
        var plugin = plugin(
                "printf '%s|' \"$@\" \"$SAID\" > seen; printf '%s' \"$KUBERNETES_EXEC_INFO\" > info\n" + printed(),
                "{\"args\": [\"two words\", \"semi;colon\", \"$HOME\"], \"env\": [{\"name\": \"SAID\", \"value\":"
                        + " \"$(id)\"}], \"provideClusterInfo\": true}");

        assertThat(token(plugin)).isEqualTo(TOKEN);

        assertThat(folder.resolve("seen")).hasContent("two words|semi;colon|$HOME|$(id)|");
        var info = JSON.readTree(folder.resolve("info").toFile());
        assertThat(info.path("apiVersion").asText()).isEqualTo("client.authentication.k8s.io/v1");
        assertThat(info.at("/spec/interactive").asBoolean(true)).isFalse();
        assertThat(info.at("/spec/cluster/server").asText()).isEqualTo("https://k");
        assertThat(info.at("/spec/cluster/tls-server-name").asText()).isEqualTo("api");
        assertThat(info.at("/spec/cluster/insecure-skip-tls-verify").asBoolean())
                .isTrue();
        assertThat(info.at("/spec/cluster/config/audience").asText()).isEqualTo("a");
    }

    @Test
    void anExpiredCredentialIsRequestedAgain() throws IOException {
        var plugin = plugin("echo called >> calls\n"
                + printed().replace("\"token\"", "\"expirationTimestamp\": \"2026-01-01T00:10:00Z\", \"token\""));

        token(plugin);
        token(plugin);
        assertThat(folder.resolve("calls")).hasContent("called");

        now = Instant.parse("2026-01-01T00:10:00Z");
        token(plugin);
        assertThat(folder.resolve("calls")).hasContent("called\ncalled");
    }

    @Test
    void aRefusedTokenIsRequestedAgainOnceForAllRequestsThatUsedIt() throws IOException {
        var plugin =
                plugin("echo called >> calls; n=$(wc -l < calls)\n" + printed().replace(TOKEN, "token-'\"$n\"'"));
        var first = plugin.authorization();

        assertThat(plugin.renew(first)).isTrue();
        assertThat(plugin.renew(first)).as("renewed by another request").isTrue();

        assertThat(plugin.authorization()).contains("Bearer token-2");
        assertThat(folder.resolve("calls")).hasContent("called\ncalled");
    }

    @Test
    void theSameTokenAgainIsNoRenewal() throws IOException {
        var plugin = plugin(printed());

        assertThat(plugin.renew(plugin.authorization())).isFalse();
    }

    @Test
    void aTokenOfTheKubeconfigWinsAndThePluginIsNotRun() throws IOException {
        var exec = exec("{}").put("command", "no-such-plug");
        var plugin = new ExecPlugin(
                kubeconfig(), exec, () -> now, waiting, () -> Optional.of("Bearer own"), Optional.empty());

        assertThat(plugin.authorization()).contains("Bearer own");
        assertThat(plugin.renew(Optional.of("Bearer own"))).isFalse();
    }

    @Test
    void aPluginThatNeedsATerminalIsNotRunWithoutOne() throws IOException {
        var plugin = plugin("echo called > calls; " + printed(), "{\"interactiveMode\": \"Always\"}");

        assertThatThrownBy(plugin::authorization)
                .hasMessageEndingWith("has interactiveMode: Always, but there is no terminal");
        assertThat(folder.resolve("calls")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"Never, false", "IfAvailable, true", "Always, true", "'', true"})
    void aPluginLearnsWhetherItHasTheTerminal(String mode, boolean isInteractive) throws IOException {
        waiting = new ExecPlugin.WaitLimits(Duration.ofSeconds(3), Duration.ofMinutes(5), said::add, true);
        var plugin = plugin(
                "printf '%s' \"$KUBERNETES_EXEC_INFO\" > info\n" + printed(),
                "{\"interactiveMode\": \"%s\"}".formatted(mode));

        token(plugin);

        var info = JSON.readTree(folder.resolve("info").toFile());
        assertThat(info.at("/spec/interactive").asBoolean()).isEqualTo(isInteractive);
    }

    @Test
    void aMissingPluginIsReportedWithItsInstallHint() {
        var plugin = plugin(exec("{\"command\": \"no-such-plug\", \"installHint\": \"install it from the wiki\"}"));

        assertThatThrownBy(plugin::authorization)
                .hasMessageStartingWith("the exec plugin no-such-plug of ")
                .hasMessageEndingWith("cannot be run: install it from the wiki");
    }

    @Test
    void nameAndInstallHintCannotForgeALine() {
        var plugin = plugin(exec("{\"command\": \"no-such\\n"
                + "plug\", \"installHint\": \"see the wiki:\\n"
                + "\\u001b[31mlictor: all is well\"}"));

        assertThatThrownBy(plugin::authorization)
                .hasMessageStartingWith("the exec plugin no-such?plug of ")
                .hasMessageEndingWith("cannot be run: see the wiki: ?[31mlictor: all is well");
    }

    @Test
    void aHungPluginIsAnnouncedAndStoppedWithItsChildProcesses() throws IOException {
        waiting = new ExecPlugin.WaitLimits(Duration.ofMillis(100), Duration.ofSeconds(1), said::add, false);
        // Its answer is whole, and it lives on without standard output.
        var plugin = plugin("echo $$ > parent; " + printed() + "; exec >&-; sleep 1000 & echo $! > child; wait");

        assertThatThrownBy(plugin::authorization)
                .isInstanceOf(KubernetesApiException.class)
                .hasMessageEndingWith(
                        "did not end within 1 s and was stopped: run it by hand to see what it waits for");

        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("waiting at most 1 s for the exec plugin ./plug of user 'u' of ")
                .endsWith("; Ctrl-C ends it");
        isGone("parent");
        isGone("child");
        assertThatThrownBy(plugin::authorization)
                .as("no request waits for it again")
                .hasMessageContaining("did not end");
        assertThat(said).hasSize(1);
    }

    @Test
    void aPluginThatWritesWithoutEndIsStopped() throws IOException {
        var plugin = plugin("echo $$ > parent; exec yes " + TOKEN);

        assertThatThrownBy(plugin::authorization)
                .hasMessageEndingWith("answers with more than 1 MiB")
                .hasMessageNotContaining(TOKEN);

        isGone("parent");
    }

    @Test
    void aChildProcessThatKeepsRunningDoesNotDelayTheAnswer() throws IOException {
        var plugin = plugin("sleep 1000 & echo $! > child; " + printed());

        assertThat(token(plugin)).isEqualTo(TOKEN);

        process("child").orElseThrow().destroy();
    }

    private void isGone(String file) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(process(file)).isEmpty());
    }

    private Optional<ProcessHandle> process(String file) throws IOException {
        return ProcessHandle.of(
                        Long.parseLong(Files.readString(folder.resolve(file)).strip()))
                .filter(ProcessHandle::isAlive);
    }

    private ExecPlugin.WaitLimits longLimits() {
        return new ExecPlugin.WaitLimits(Duration.ofSeconds(3), Duration.ofMinutes(5), said::add, false);
    }

    @Test
    void aCredentialIsNotShown() throws IOException {
        assertThat(plugin(printed()).credential()).asString().doesNotContain(TOKEN);
    }

    private static String printed() {
        return "printf '%%s' '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\", \"status\": {\"token\": \"%s\"}}'"
                .formatted(TOKEN);
    }

    private ExecPlugin plugin(String script) throws IOException {
        return plugin(script, "{}");
    }

    private ExecPlugin plugin(String script, String more) throws IOException {
        var file =
                Files.writeString(folder.resolve("plug"), "#!/bin/sh\ncd \"$(dirname \"$0\")\" || exit 9\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        var exec = exec(more).put("command", "./plug");
        return plugin(exec);
    }

    private ExecPlugin plugin(ObjectNode exec) {
        return new ExecPlugin(kubeconfig(), exec, () -> now, waiting, Optional::empty, Optional.empty());
    }

    private static String token(ExecPlugin plugin) {
        return plugin.authorization().orElseThrow().substring("Bearer ".length());
    }

    private static ObjectNode exec(String fields) {
        return ((ObjectNode) json(fields)).put("apiVersion", "client.authentication.k8s.io/v1");
    }

    private Kubeconfig kubeconfig() {
        return Kubeconfig.of(List.of(new Kubeconfig.Source(folder.resolve("config"), json("""
            {"current-context": "x",
             "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
             "clusters": [{"name": "c", "cluster": {"server": "https://k", "tls-server-name": "api", "insecure-skip-tls-verify": true,
               "extensions": [{"name": "client.authentication.k8s.io/exec", "extension": {"audience": "a"}}]}}],
             "users": [{"name": "u", "user": {}}]}
            """))), Optional.empty())
                .orElseThrow();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
