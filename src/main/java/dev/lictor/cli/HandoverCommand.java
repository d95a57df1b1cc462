package dev.lictor.cli;

import dev.lictor.config.SettingsSource;
import dev.lictor.consul.http.ConsulHttpApi;
import dev.lictor.sidecar.SidecarSpec;
import dev.lictor.sidecar.reconcile.LeadershipTransfer;
import dev.lictor.sidecar.reconcile.SidecarLiveness;
import dev.lictor.time.MonotonicClock;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "handover",
        mixinStandardHelpOptions = true,
        description =
                "Transfers leadership to another server before this server stops. Runs as the sidecar's preStop hook, with the sidecar's settings.")
final class HandoverCommand implements Callable<Integer> {
    private final Instance<Vertx> vertx;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "4",
            description = "How long to wait until another server leads (default: ${DEFAULT-VALUE}).")
    int timeoutSeconds;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description =
                    "Also append the result to this file. Kubernetes does not show the output of a hook; /proc/1/fd/2 is the container's log.")
    @Nullable
    Path log;

    @Spec
    CommandSpec command = CommandSpec.create();

    @Inject
    HandoverCommand(Instance<Vertx> vertx) {
        this.vertx = vertx;
    }

    @Override
    public Integer call() throws InterruptedException {
        var spec =
                SidecarSpec.of(SettingsSource.environmentOnly(System.getenv()).read());
        var limit = Duration.ofSeconds(timeoutSeconds);
        var consul = new ConsulHttpApi(vertx.get(), spec.consul().within(limit));
        var handover = new LeadershipTransfer(
                consul,
                consul,
                () -> SidecarLiveness.lives(
                        vertx.get(),
                        spec.host(),
                        spec.port(),
                        spec.certificate().isPresent()),
                new MonotonicClock());
        say(handover.run(limit));
        return ExitCode.DONE.number();
    }

    private void say(String words) {
        command.commandLine().getOut().println(words);
        if (log != null) {
            try {
                Files.writeString(
                        log, "handover: " + words + "\n", StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                // The result is on standard output already, and the pod ends in any case.
                command.commandLine().getErr().println("cannot write to " + log);
            }
        }
    }
}
