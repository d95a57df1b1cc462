package dev.lictor.cli;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.fabric8.Fabric8KubernetesApi;
import dev.lictor.verify.VerifyDeadlines;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks the running servers: they refuse foreign certificates and unencrypted connections, use the"
                        + " keys and certificates of the Secrets, and store what is written.")
public final class VerifyCommand implements Callable<Integer>, InputProblems.Judged {
    private final KubernetesConnection client;
    private final Instance<Vertx> vertx;

    @Mixin
    SettingsOptions settingsOptions = new SettingsOptions();

    @Mixin
    KubernetesOptions kubernetesOptions = new KubernetesOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    TokenOptions tokens = new TokenOptions();

    @Spec
    CommandSpec command = CommandSpec.create();

    @Inject
    VerifyCommand(KubernetesConnection client, Instance<Vertx> vertx) {
        this.client = client;
        this.vertx = vertx;
    }

    private record Input(ClusterSpec spec, Optional<String> token) {}

    private Input input() {
        var problems = new InputProblems();
        var token = problems.read(tokens::read);
        var spec = problems.read(() -> settingsOptions.read().specification(Version.release()));
        problems.raise();
        return new Input(spec.orElseThrow(), token.orElseThrow());
    }

    @Override
    public void judgeInput() {
        input();
    }

    @Override
    public Integer call() throws InterruptedException {
        var input = input();
        var spec = input.spec();
        client.open(kubernetesOptions, command.commandLine().getErr());
        var kubernetes = Fabric8KubernetesApi.connect(client.get());
        var checks = Verification.of(client.get(), kubernetes, spec, vertx.get(), input.token())
                .run(VerifyDeadlines.NONE, output.lines(command.commandLine()));
        output.document(command.commandLine(), JsonReport.verified(checks, spec));
        var failed = Verification.failed(checks);
        if (failed.isPresent()) {
            throw new CommandFailure(ExitCode.CHECK_FAILED, failed.get());
        }
        return ExitCode.DONE.number();
    }
}
