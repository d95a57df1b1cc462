package dev.lictor.bootstrap.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the pod that runs {@code consul validate} says. Its messages are those of Consul 1.7.2 and 1.22.7. */
class ConfigurationVerdictTest {
    @Test
    void anExitCodeOfZeroIsAcceptance() {
        assertThat(ended(0, "Completed", "")).isEqualTo(new ConfigurationVerdict.Accepted());
    }

    @Test
    void allProblemsOfTheNewestConsulAreOneLineWithoutItsWarningsAndFiles() {
        var output = """
            The 'tls_min_version' field is deprecated. Use the 'tls.defaults.tls_min_version' field instead.
            Config validation failed: failed to parse /consul/check/config.json: 2 errors occurred:
            \t* invalid config key dev
            \t* server_rejoin_age_max: duration '1h' cannot be less than: 6h0m0s

            """;

        assertThat(ended(1, "Error", output))
                .isEqualTo(
                        new ConfigurationVerdict.Refused(
                                "2 errors occurred: invalid config key dev; server_rejoin_age_max: duration '1h' cannot be less than: 6h0m0s"));
    }

    @Test
    void allProblemsOfTheOldestConsulAreOneLine() {
        var output = """
            Config validation failed: Error parsing /consul/check/config.json: 1 error(s) decoding:

            * 'limits.rpc_rate' expected type 'float64', got unconvertible type 'string'
            """;

        assertThat(ended(1, "Error", output))
                .isEqualTo(
                        new ConfigurationVerdict.Refused(
                                "1 error(s) decoding: 'limits.rpc_rate' expected type 'float64', got unconvertible type 'string'"));
    }

    /** The kubelet keeps the last 2048 bytes. */
    @Test
    void theEndOfALongListIsKept() {
        assertThat(ended(1, "Error", "ig key a\n\t* invalid config key b\n"))
                .isEqualTo(new ConfigurationVerdict.Refused("ig key a; invalid config key b"));
    }

    @Test
    void controlCharactersOfAKeyAreNotPrinted() {
        assertThat(ended(1, "Error", "Config validation failed: invalid config key \u001b[31mx\u202e"))
                .isEqualTo(new ConfigurationVerdict.Refused("invalid config key ?[31mx?"));
    }

    @Test
    void aRefusalWithoutWordsIsARefusal() {
        assertThat(ended(1, "Error", null)).isEqualTo(new ConfigurationVerdict.Refused("it does not say why"));
    }

    @Test
    void aContainerThatCannotRunConsulIsNoRefusal() {
        assertThat(ended(137, "OOMKilled", ""))
                .isEqualTo(new ConfigurationVerdict.NoAnswer("consul validate ended with exit code 137 (OOMKilled)"));
        assertThat(ended(128, "StartError", "exec: \"consul\": executable file not found in $PATH"))
                .isEqualTo(
                        new ConfigurationVerdict.NoAnswer(
                                "consul validate ended with exit code 128 (StartError): exec: \"consul\": executable file not found in $PATH"));
    }

    @Test
    void aPodThatFailedWithoutItsContainerIsNoRefusal() {
        var evicted = new PodStatusBuilder()
                .withPhase("Failed")
                .withReason("Evicted")
                .withMessage("The node was low on resource: memory.")
                .build();

        assertThat(ConfigurationVerdict.of(pod(evicted)))
                .isEqualTo(new ConfigurationVerdict.NoAnswer("The node was low on resource: memory."));
    }

    @Test
    void aPodWithoutANodeIsPendingWithTheReason() {
        var unschedulable = new PodStatusBuilder()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withMessage("0/3 nodes are available: 3 Insufficient memory.")
                .endCondition()
                .build();

        assertThat(ConfigurationVerdict.of(pod(unschedulable)))
                .isEqualTo(new ConfigurationVerdict.Pending("0/3 nodes are available: 3 Insufficient memory."));
    }

    /** A container that an admission webhook has added may run on. */
    @Test
    void onlyTheContainerOfConsulCounts() {
        var status = new PodStatusBuilder()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("proxy")
                .withNewState()
                .withNewTerminated()
                .withExitCode(1)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .build();

        assertThat(ConfigurationVerdict.of(pod(status))).isInstanceOf(ConfigurationVerdict.Pending.class);
    }

    private static ConfigurationVerdict ended(int exitCode, String reason, @Nullable String message) {
        return ConfigurationVerdict.of(pod(new PodStatusBuilder()
                .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
                .addNewContainerStatus()
                .withName("consul")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .withMessage(message)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .build()));
    }

    private static Pod pod(PodStatus status) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("consul-check")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withStatus(status)
                .build();
    }
}
