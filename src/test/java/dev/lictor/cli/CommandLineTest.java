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
}
