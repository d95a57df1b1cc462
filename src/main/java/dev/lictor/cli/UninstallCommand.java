package dev.lictor.cli;

import dev.lictor.bootstrap.Report;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.kubernetes.fabric8.Fabric8KubernetesApi;
import dev.lictor.operations.Uninstall;
import dev.lictor.time.MonotonicClock;
import jakarta.inject.Inject;
import java.io.Console;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        description = "Removes a cluster from Kubernetes. Keeps its CA, its gossip key and its data, and every object"
                + " without its labels.")
public final class UninstallCommand implements Callable<Integer>, InputProblems.Judged {
    private static final String KIND = "UninstallReport";
    private static final String NO_NAME = "";

    private final KubernetesConnection client;

    @Mixin
    SettingsOptions settingsOptions = new SettingsOptions();

    @Mixin
    KubernetesOptions kubernetesOptions = new KubernetesOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(names = "--dry-run", description = "Print what would be removed, and remove nothing.")
    boolean dryRun;

    @Option(
            names = "--wipe",
            arity = "0..1",
            fallbackValue = NO_NAME,
            paramLabel = "NAME",
            description =
                    "Also remove the CA, the gossip key and all data. They cannot be restored. NAME is the cluster's name; without it the terminal prompts for the name.")
    @Nullable
    String wipe;

    @Spec
    CommandSpec command = CommandSpec.create();

    @Inject
    UninstallCommand(KubernetesConnection client) {
        this.client = client;
    }

    @Override
    public void judgeInput() {
        settingsOptions.read().specification(Version.release());
    }

    @Override
    public Integer call() throws InterruptedException {
        var reading = settingsOptions.read();
        var spec = reading.specification(Version.release());
        // Before the confirmation, so that the user sees which Kubernetes cluster it is about.
        client.open(kubernetesOptions, command.commandLine().getErr());
        confirm(spec);
        var uninstall =
                new Uninstall(Fabric8KubernetesApi.connect(client.get()), spec, wipe != null, new MonotonicClock());
        try {
            return dryRun
                    ? dryRun(uninstall, spec)
                    : run(uninstall, spec, reading.settings().rolloutTimeout());
        } catch (KubernetesApiException e) {
            throw e.reason() == KubernetesApiException.Reason.FORBIDDEN ? forbidden(e) : e;
        }
    }

    private void confirm(ClusterSpec spec) {
        if (wipe == null) {
            return;
        }
        var name = wipe.equals(NO_NAME) ? prompt(spec) : wipe;
        if (!name.equals(spec.name())) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the cluster's name is %s and not '%s'; nothing was removed".formatted(spec.name(), name));
        }
    }

    private static String prompt(ClusterSpec spec) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> Objects.requireNonNullElse(
                        console.readLine(
                                "This removes the CA, the gossip key and all data of cluster %s in namespace %s. They"
                                        + " cannot be restored.%nType the cluster's name: ",
                                spec.name(), spec.names().namespace()),
                        NO_NAME))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "--wipe removes keys and data, and without a terminal it needs the cluster's name: --wipe="
                                + spec.name()))
                .strip();
    }

    private int dryRun(Uninstall uninstall, ClusterSpec spec) {
        var plan = uninstall.plan();
        var outcomes = new ArrayList<WriteOutcome>();
        plan.removed().forEach(object -> outcomes.add(new WriteOutcome.Removed(object.key())));
        outcomes.addAll(plan.kept());
        outcomes.forEach(outcome -> say(Report.conditional(outcome)));
        return finished(spec, outcomes, false);
    }

    private int run(Uninstall uninstall, ClusterSpec spec, Duration timeout) throws InterruptedException {
        var outcomes = new ArrayList<WriteOutcome>();
        var remaining = uninstall.run(
                timeout,
                outcome -> {
                    outcomes.add(outcome);
                    say(Report.line(outcome));
                },
                this::say);
        if (!remaining.isEmpty()) {
            output.document(command.commandLine(), JsonReport.of(KIND, true, outcomes, _ -> true));
            throw new CommandFailure(
                    ExitCode.NOT_READY,
                    "%s did not end within %d s (lictor.rollout-timeout); the objects that servers use are still there\nlook closer: kubectl -n %s describe pod, and run again"
                            .formatted(
                                    String.join(", ", remaining),
                                    timeout.toSeconds(),
                                    spec.names().namespace()));
        }
        return finished(spec, outcomes, true);
    }

    private int finished(ClusterSpec spec, List<WriteOutcome> outcomes, boolean written) {
        if (outcomes.stream().noneMatch(WriteOutcome.Removed.class::isInstance)) {
            say("nothing to remove for cluster %s in namespace %s"
                    .formatted(spec.name(), spec.names().namespace()));
        }
        output.document(command.commandLine(), JsonReport.of(KIND, written, outcomes, _ -> written));
        return ExitCode.DONE.number();
    }

    private void say(String line) {
        output.lines(command.commandLine()).accept(line);
    }

    /** Does not name the Job's Role as the remedy: on purpose, that Role may delete nothing. */
    private static CommandFailure forbidden(KubernetesApiException e) {
        return new CommandFailure(
                ExitCode.KUBERNETES,
                e.getMessage()
                        + "\n"
                        + "uninstall needs the rights list and delete for the objects; an operator has them, and the"
                        + " Job of bootstrap has not; nothing was removed");
    }
}
