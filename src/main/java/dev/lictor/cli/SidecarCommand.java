package dev.lictor.cli;

import dev.lictor.nativeimage.Heap;
import dev.lictor.nativeimage.Signals;
import dev.lictor.sidecar.PollScheduler;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "sidecar",
        mixinStandardHelpOptions = true,
        description =
                "Observes the Consul server beside it until SIGTERM, and serves a status page, /q/health and /q/metrics.")
final class SidecarCommand implements Callable<Integer> {
    private final Instance<PollScheduler> scheduler;

    @Inject
    SidecarCommand(Instance<PollScheduler> scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Integer call() {
        // Kubernetes stops sidecars by SIGTERM, which is no failure. Without this handler the exit code is 143.
        var polls = scheduler.get();
        Signals.onTermination(() -> {
            polls.stop();
            Quarkus.asyncExit(ExitCode.DONE.number());
        });
        polls.start();
        Heap.limitYoungGeneration();
        Quarkus.waitForExit();
        return ExitCode.DONE.number();
    }
}
