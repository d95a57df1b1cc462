package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.KubeconfigUser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs {@code diff} on a real API server, which adds defaults and computes the result of each apply. */
class DiffIT {
    @AutoClose
    private static ApiServer api;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void whatIsNotThereIsNewAndAfterARunNothingDiffers() {
        var operator = KubeconfigUser.administrator(api);

        var before = operator.run("diff", "--exit-code");
        operator.succeeds("bootstrap", "--no-wait");
        var after = operator.run("diff", "--exit-code");

        assertThat(before.exitCode()).isEqualTo(7);
        assertThat(before.out())
                .contains(
                        "--- /dev/null\n+++ asked/statefulset/consul\n", "--- /dev/null\n+++ asked/secret/consul-ca\n");
        assertThat(after.exitCode()).as(after.words()).isZero();
        assertThat(after.out()).isEmpty();
        assertThat(after.complaints()).isEmpty();
    }

    @Test
    void aChangeShowsItsLinesAndNoDefaultsOrBookkeeping() {
        var operator = KubeconfigUser.administrator(api);
        operator.succeeds("bootstrap", "--no-wait");

        var diff = operator.succeeds("diff", "--set=lictor.servers=5", "--set=lictor.verify-incoming=all");

        assertThat(diff.out())
                .contains("--- live/statefulset/consul\n+++ asked/statefulset/consul\n@@ -")
                .contains("-  replicas: 3\n+  replicas: 5\n")
                .contains("-      \"bootstrap_expect\" : 3,\n+      \"bootstrap_expect\" : 5,\n")
                .contains("+++ asked/service/consul-3\n")
                .contains("+  tls.key: \"*** (created by bootstrap)\"\n")
                .doesNotContain("managedFields", "resourceVersion", "consul-gossip\n");
        assertThat(changedLines(diff.out(), "live/statefulset/consul"))
                .as("replicas, the configuration's key, the new peers, and nothing of the API server's own")
                .allMatch(line -> line.contains("replicas")
                        || line.contains("key: \"config-")
                        || line.contains("--server=consul-")
                        || line.contains("value: \"consul-0."));
        assertThat(operator.run("diff", "--exit-code").exitCode()).isZero();
    }

    @Test
    void keyMaterialNeverReachesTheOutput() {
        var operator = KubeconfigUser.administrator(api);
        operator.succeeds("bootstrap", "--no-wait");
        operator.kubectl("annotate", "secret", "consul-tls", "note=c29tZS1rZXk=");

        var diff = operator.succeeds("diff", "--set=lictor.datacenter=dc2");

        assertThat(diff.out())
                .containsPattern("-  consul\\.crt: \"\\*\\*\\*\"\n")
                .contains("# secret/consul-tls would be changed: names differ", "+  consul.crt: \"*** (changed)\"\n")
                .doesNotContain("c29tZS1rZXk=")
                .doesNotContain("BEGIN");
        for (var secret : List.of("consul-ca", "consul-gossip", "consul-tls")) {
            var values = operator.kubectl(
                    "get", "secret", secret, "--output=go-template={{range .data}}{{.}}{{\"\\n\"}}{{end}}");
            assertThat(values.lines())
                    .isNotEmpty()
                    .allSatisfy(value -> assertThat(diff.words())
                            .doesNotContain(value)
                            .doesNotContain(
                                    new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).strip()));
        }
    }

    @Test
    void aRefusalIsReportedSeparatelyAndIsTheExitCode() {
        var operator = KubeconfigUser.administrator(api);
        operator.succeeds("bootstrap", "--no-wait");
        operator.kubectl("scale", "statefulset/consul", "--replicas=1");

        var refused = operator.run("diff", "--set=lictor.ui=true", "--output=json");

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.err()).contains("statefulset/consul refused: .spec.replicas is managed by kubectl");
        assertThat(refused.out())
                .startsWith("{\n  \"apiVersion\" : \"lictor.dev/v1\",\n  \"kind\" : \"DiffReport\",")
                .contains("\"outcome\" : \"refused\"", "ui_config");
    }

    /** With {@code OnDelete} Kubernetes replaces no pod by itself. */
    @Test
    void serversOfAnEarlierRevisionAreNamed() {
        var operator = KubeconfigUser.administrator(api);
        operator.succeeds("bootstrap", "--no-wait");
        await().until(() ->
                operator.kubectl("get", "pods", "--output=name").lines().count() == 3);
        operator.succeeds("bootstrap", "--no-wait", "--set=lictor.ui=true");

        var line = "consul-0, consul-1, consul-2 are of an earlier revision; bootstrap replaces such servers, one at a"
                + " time";
        await().untilAsserted(() -> {
            var diff = operator.run("diff", "--exit-code", "--set=lictor.ui=true");
            assertThat(diff.complaints()).containsExactly("lictor: " + line);
            assertThat(diff.out()).isEmpty();
            assertThat(diff.exitCode()).isEqualTo(7);
        });
        assertThat(operator.succeeds("bootstrap", "--dry-run", "--set=lictor.ui=true")
                        .lines())
                .contains(line);
    }

    private static List<String> changedLines(String diff, String object) {
        return diff.substring(diff.indexOf("--- " + object + "\n"))
                .lines()
                .skip(2)
                .takeWhile(line -> !line.startsWith("# "))
                .filter(line -> line.startsWith("+") || line.startsWith("-"))
                .toList();
    }
}
