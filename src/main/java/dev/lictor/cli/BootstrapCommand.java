package dev.lictor.cli;

import dev.lictor.bootstrap.Bootstrap;
import dev.lictor.bootstrap.KeyMaker;
import dev.lictor.bootstrap.Report;
import dev.lictor.bootstrap.Rollout;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.Fabric8Cluster;
import dev.lictor.kube.Outcome;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "bootstrap",
        mixinStandardHelpOptions = true,
        description =
                "Makes a Kubernetes cluster hold a secure Consul cluster, from whatever it holds; run it as often as you like.")
public final class BootstrapCommand implements Callable<Integer> {
    private final Instance<KubernetesClient> client;

    @Mixin
    SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--dry-run", description = "Say what would be done, and write nothing.")
    boolean dryRun;

    @Option(names = "--no-wait", description = "Do not wait for the servers to be ready.")
    boolean noWait;

    @Spec
    CommandSpec command = CommandSpec.create();

    @Inject
    BootstrapCommand(Instance<KubernetesClient> client) {
        this.client = client;
    }

    @Override
    public Integer call() throws InterruptedException {
        var reading = settingsOptions.read();
        var spec = reading.specification(Version.release());
        var clock = Clock.systemUTC();
        var cluster = Fabric8Cluster.connect(client.get());
        var bootstrap = new Bootstrap(cluster, spec, new KeyMaker(spec, new SecureRandom(), clock), clock);

        var outcomes = dryRun ? bootstrap.plan().outcomes() : bootstrap.run();
        var refused = outcomes.stream().anyMatch(Outcome.Refused.class::isInstance);
        var remark = dryRun || refused ? " (nothing written)" : "";
        var out = command.commandLine().getOut();
        Report.lines(outcomes).forEach(line -> out.println(line + remark));
        out.flush();
        if (refused) {
            return ExitCode.KUBERNETES.number();
        }
        return dryRun || noWait
                ? ExitCode.DONE.number()
                : await(cluster, spec, reading.settings().rolloutTimeout(), clock);
    }

    private int await(Cluster cluster, ClusterSpec spec, Duration patience, Clock clock) throws InterruptedException {
        var out = command.commandLine().getOut();
        var status = new Rollout(cluster, spec, clock).await(patience, line -> {
            out.println(line);
            out.flush();
        });
        if (status.isComplete()) {
            return ExitCode.DONE.number();
        }
        throw new CommandFailure(
                ExitCode.NOT_READY,
                "only %d of %d servers were ready within %d s (lictor.rollout-timeout)\n%s\nlook closer: kubectl -n %s get pods"
                        .formatted(
                                status.ready(),
                                status.wanted(),
                                patience.toSeconds(),
                                String.join("\n", status.hindrances()),
                                spec.names().namespace()));
    }
}
