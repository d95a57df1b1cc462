package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.KubeconfigUser;
import dev.lictor.testing.servers.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands that an error message suggests, exactly as printed. The next run succeeds. */
class RemediesIT {
    private static final Pattern COMMAND =
            Pattern.compile("(\\(umask .*|kubectl .*?)(?=; |, and run again|$)", Pattern.MULTILINE);

    @AutoClose
    private static ApiServer api;

    @TempDir
    Path directory;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void aSecretWithOtherKeyNamesGetsOursInAddition() {
        var operator = installed();
        var before = data(operator, "consul-tls", "consul\\.crt");
        operator.kubectl(
                "patch",
                "secret",
                "consul-tls",
                "--type=json",
                "--patch=[{\"op\":\"move\",\"from\":\"/data/ca.crt\",\"path\":\"/data/ca.pem\"},{\"op\":\"move\",\"from\":\"/data/consul.crt\",\"path\":\"/data/consul.pem\"},{\"op\":\"move\",\"from\":\"/data/consul-key.key\",\"path\":\"/data/consul-key.pem\"}]");
        operator.kubectl("label", "secret", "consul-tls", "lictor.dev/cluster-", "app.kubernetes.io/managed-by-");

        runRemedy(operator, operator.run("bootstrap", "--no-wait", "--adopt"));

        operator.succeeds("bootstrap", "--no-wait", "--adopt");
        assertThat(data(operator, "consul-tls", "consul\\.crt"))
                .isEqualTo(before)
                .isEqualTo(data(operator, "consul-tls", "consul\\.pem"));
    }

    @Test
    void anObjectThatLostItsLabelsGetsThemAgain() {
        var operator = installed();
        operator.kubectl("label", "service", "consul-join", "lictor.dev/cluster-", "app.kubernetes.io/managed-by-");

        runRemedy(operator, operator.run("bootstrap", "--no-wait"));

        operator.succeeds("bootstrap", "--no-wait");
    }

    @Test
    void aBrokenCertificateIsReplacedAndACopyIsKept() {
        var operator = installed();
        operator.kubectl("patch", "secret", "consul-tls", "--patch={\"stringData\":{\"consul.crt\":\"garbage\"}}");

        runRemedy(operator, operator.run("bootstrap", "--no-wait"));

        assertThat(operator.succeeds("bootstrap", "--no-wait").lines()).contains("secret/consul-tls created");
        assertThat(directory.resolve("consul-tls.yaml")).content().contains("consul-key.key: ");
    }

    @Test
    void theWipeThatAnUninstallSuggestsRemovesWhatItKept() {
        var operator = installed();
        var kept = operator.succeeds("uninstall").lines().stream()
                .filter(line -> line.startsWith("secret/consul-ca kept: "))
                .findFirst()
                .orElseThrow();

        assertThat(kept).endsWith("; uninstall --wipe=consul removes it, too");
        operator.succeeds("uninstall", "--wipe=consul");

        assertThat(operator.succeeds("bootstrap", "--no-wait").lines()).contains("secret/consul-ca created");
    }

    @Test
    void aRunThatTimedOutNamesCommandsThatShowTheCause() {
        var operator = KubeconfigUser.administrator(api);

        runRemedy(operator, operator.run("bootstrap", "--no-verify", "--set=lictor.rollout-timeout=2s"));
    }

    private static KubeconfigUser installed() {
        var administrator = KubeconfigUser.administrator(api);
        administrator.succeeds("bootstrap", "--no-wait");
        return administrator;
    }

    private static String data(KubeconfigUser operator, String secret, String key) {
        return operator.kubectl("get", "secret", secret, "--output=jsonpath={.data.%s}".formatted(key));
    }

    private void runRemedy(KubeconfigUser operator, FinishedProcess failed) {
        assertThat(failed.exitCode()).as(failed.words()).isNotZero();
        var commands = COMMAND.matcher(failed.words())
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        assertThat(commands).as(failed.words()).isNotEmpty();
        for (var command : commands) {
            var shell = new ProcessBuilder("sh", "-c", command).directory(directory.toFile());
            shell.environment().putAll(operator.environment());
            shell.environment()
                    .merge(
                            "PATH",
                            TestServers.run("kubernetes", "newest"),
                            (known, kubernetes) -> kubernetes + ":" + known);

            var finished = FinishedProcess.await(shell, Duration.ofMinutes(1));

            assertThat(finished.exitCode())
                    .as("%s%n%s", command, finished.words())
                    .isZero();
        }
    }
}
