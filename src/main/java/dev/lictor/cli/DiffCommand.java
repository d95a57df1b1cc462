package dev.lictor.cli;

import dev.lictor.bootstrap.ObservedPlan;
import dev.lictor.bootstrap.Report;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.Omission;
import dev.lictor.bootstrap.rollout.Rollout;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.kubernetes.fabric8.Fabric8KubernetesApi;
import dev.lictor.operations.Diff;
import dev.lictor.operations.Difference;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description =
                "Shows what bootstrap would change, as a unified diff of the objects' YAML. For Secrets it shows only"
                        + " which keys would change, and why.")
public final class DiffCommand implements Callable<Integer>, InputProblems.Judged {
    private final KubernetesConnection client;

    @Mixin
    SettingsOptions settingsOptions = new SettingsOptions();

    @Mixin
    KubernetesOptions kubernetesOptions = new KubernetesOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--exit-code",
            description =
                    "Exit with code 7 if there are differences or servers of an earlier revision, and with 0 only if"
                            + " there are none.")
    boolean exitCode;

    @Spec
    CommandSpec command = CommandSpec.create();

    @Inject
    DiffCommand(KubernetesConnection client) {
        this.client = client;
    }

    @Override
    public void judgeInput() {
        settingsOptions.read().specification(Version.release());
    }

    @Override
    public Integer call() {
        var spec = settingsOptions.read().specification(Version.release());
        var request = BootstrapRequest.of(spec);
        client.open(kubernetesOptions, command.commandLine().getErr());
        var kubernetes = Fabric8KubernetesApi.connect(client.get());
        var decision = ObservedPlan.of(kubernetes, request, Instant.now());
        var plan = decision.plan();
        var differences = Diff.of(decision.observed(), plan);

        var outdated = Rollout.outdated(kubernetes, spec);

        print(differences, outdated, decision.observed().omissions());
        if (plan.isRefused()) {
            return ExitCode.KUBERNETES.number();
        }
        var isDifferent = !differences.isEmpty() || !outdated.isEmpty();
        return (exitCode && isDifferent ? ExitCode.CHECK_FAILED : ExitCode.DONE).number();
    }

    private void print(List<Difference> differences, List<String> outdated, List<Omission> omissions) {
        output.document(command.commandLine(), JsonReport.of(differences, outdated, omissions));
        omissions.forEach(omission -> command.commandLine().getErr().println("lictor: " + omission.inWords()));
        for (var difference : differences) {
            if (difference.outcome() instanceof WriteOutcome.Refused) {
                // Standard output holds only the diff, for programs that parse it.
                command.commandLine().getErr().println("lictor: " + Report.line(difference.outcome()));
            } else if (output.format == OutputOptions.Format.TEXT) {
                command.commandLine().getOut().print(difference.text());
            }
        }
        if (!outdated.isEmpty()) {
            command.commandLine().getErr().println("lictor: " + Report.outdated(outdated));
        }
        command.commandLine().getOut().flush();
    }
}
