package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An administrator who runs the program from outside, with the settings of a cluster's manifests. */
record OutsideUser(ConsulCluster cluster) {
    private static final Duration TIMEOUT = Duration.ofMinutes(8);

    FinishedProcess bootstrap(String... args) {
        return run("bootstrap", args);
    }

    /** A run that must succeed. Returns the lines of its output. */
    List<String> bootstraps(String... args) {
        var finished = bootstrap(args);
        assertThat(finished.exitCode()).as(() -> described(finished)).isZero();
        return finished.lines();
    }

    /** A run that must end because servers are not ready in time. Returns its output. */
    String isNotReadyInTime(String... args) {
        var finished = bootstrap(args);
        assertThat(finished.exitCode()).as(() -> described(finished)).isEqualTo(6);
        return finished.words();
    }

    /** One that is to end because Consul refuses what it would have to read; all that it said. */
    String isRefusedByConsul(String... args) {
        var finished = bootstrap(args);
        assertThat(finished.exitCode()).as(() -> described(finished)).isEqualTo(5);
        return finished.words();
    }

    FinishedProcess run(String command, String... args) {
        var all = new ArrayList<>(
                List.of(command, "--config=" + cluster.manifests().settings()));
        all.addAll(List.of(args));
        return FinishedProcess.await(
                LictorProcess.builder(
                        Map.of("KUBECONFIG", cluster.kubernetes().kubeconfig().toString()), all.toArray(String[]::new)),
                TIMEOUT);
    }

    private String described(FinishedProcess finished) {
        return finished.words() + "\n" + cluster.description();
    }
}
