package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.main.Launch;
import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusMainTest
class CommandLineTest {
    @Test
    @Launch("--help")
    void helpNamesEveryCommand(LaunchResult result) {
        assertThat(result.getOutput())
                .contains("bootstrap", "diff", "render", "verify", "uninstall", "prepare", "sidecar", "local");
    }

    @Test
    @Launch(value = "--no-such-flag", exitCode = 2)
    void aWrongCommandLineIsUsage(LaunchResult result) {
        assertThat(result.getErrorOutput())
                .contains("Unknown option: '--no-such-flag'")
                .contains("Usage: lictor");
    }

    @Test
    void anUnknownCommandIsAnErrorBesideHelpAsWell(QuarkusMainLauncher launcher) {
        for (var line :
                List.of("nonsense --help", "--help nonsense", "local nonsense --help", "local up nonsense -h")) {
            var result = launcher.launch(line.split(" ", -1));

            assertThat(result.exitCode()).as(line).isEqualTo(2);
            assertThat(result.getErrorOutput()).as(line).contains("Unmatched argument at index", "'nonsense'");
            assertThat(result.getOutput()).as(line).isEmpty();
        }
    }

    @Test
    @Launch(
            value = {"render", "--set", "lictor.servers=-3"},
            exitCode = 3)
    void whatFollowsFromAProblemIsNoSecondOne(LaunchResult result) {
        assertThat(result.getErrorOutput().lines())
                .containsExactly("lictor: lictor.servers is -3; Raft needs an odd number, usually 3 or 5, at most 7");
    }

    @Test
    @Launch(
            value = {"render", "--set", "lictor.servers=4", "--set", "lictor.severs=3"},
            exitCode = 3)
    void invalidSettingsAreToldAtOnceAndNothingElse(LaunchResult result) {
        assertThat(result.getErrorOutput().lines())
                .containsExactly(
                        "lictor: lictor.severs of --set is not a setting; did you mean lictor.servers?",
                        "lictor: lictor.servers is 4; Raft needs an odd number, usually 3 or 5, at most 7");
        assertThat(result.getOutput()).isEmpty();
    }

    @Test
    @Launch("render")
    void whatIsRenderedHoldsNoKeyMaterialUnlessAskedFor(LaunchResult result) {
        assertThat(result.getOutput()).contains("kind: \"StatefulSet\"").doesNotContain("kind: \"Secret\"", "ca.key");
    }

    @Test
    void withSecretsItHoldsAllThree(QuarkusMainLauncher launcher) {
        assertThat(launcher.launch("render", "--with-secrets").getOutput())
                .contains("name: \"consul-ca\"", "name: \"consul-gossip\"", "name: \"consul-tls\"");
    }

    @Test
    void problemsOfFlagsFilesAndSettingsAreToldAtOnce(QuarkusMainLauncher launcher) {
        var result = launcher.launch(
                "bootstrap",
                "--token-file=/nowhere/token",
                "--ca-cert-file=/nowhere/ca.crt",
                "--config=/nowhere/lictor.properties",
                "--namespace=one",
                "--set=lictor.namespace=other",
                "--set=lictor.tls.server-validity=5x",
                "--set=lictor.servers=4",
                "--set=lictor.severs=3");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.getErrorOutput().lines())
                .hasSize(7)
                .allMatch(line -> line.startsWith("lictor: "))
                .anyMatch(line -> line.contains("--token-file: /nowhere/token cannot be read"))
                .anyMatch(line -> line.contains("--ca-cert-file: cannot read /nowhere/ca.crt"))
                .anyMatch(line -> line.contains("cannot read /nowhere/lictor.properties"))
                .contains("lictor: --namespace is one and --set lictor.namespace is other; give one of them")
                .anyMatch(line -> line.contains("lictor.tls.server-validity is '5x'"))
                .anyMatch(line -> line.contains("lictor.servers is 4; "))
                .anyMatch(line -> line.contains("lictor.severs of --set is not a setting"));
    }

    @Test
    void aWrongCommandLineDoesNotHideProblemsOfSettings(QuarkusMainLauncher launcher) {
        var result = launcher.launch("render", "--no-such-flag", "--set", "lictor.servers=4", "--set=odd", "surplus");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.getErrorOutput())
                .contains("lictor: lictor.servers is 4; ")
                .contains("--no-such-flag", "surplus", "odd")
                .contains("Usage: lictor render");
    }

    @Test
    void whatHasTheWrongFormHidesNothing(QuarkusMainLauncher launcher) {
        var result = launcher.launch(
                "render", "--set=lictor.tls.server-validity=5x", "--set=lictor.servers=4", "--set=lictor.name=9lives");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.getErrorOutput().lines()).hasSize(3);
    }

    @Test
    void localUpTellsThatThereIsNoConsulBesideProblemsOfSettings(QuarkusMainLauncher launcher) {
        var result = launcher.launch(
                "local", "up", "--consul=/nowhere/consul", "--servers=4", "--set=lictor.tls.server-validity=5x");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.getErrorOutput().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("lictor.servers is 4"))
                .anyMatch(line -> line.contains("/nowhere/consul of --consul is not an executable file"));
    }

    @Test
    void prepareTellsAllThatIsMissingWithoutWaiting(QuarkusMainLauncher launcher) {
        var result = launcher.launch(
                "prepare",
                "--node=consul-0",
                "--advertise=does-not-exist.invalid",
                "--server=consul-0.a",
                "--gossip-key-file=/nowhere/key",
                "--output=/nowhere/server.json");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.getErrorOutput().lines())
                .hasSize(2)
                .anyMatch(line -> line.contains("no gossip key: cannot read /nowhere/key: it does not exist"))
                .anyMatch(line -> line.contains("--output is /nowhere/server.json"));
    }
}
