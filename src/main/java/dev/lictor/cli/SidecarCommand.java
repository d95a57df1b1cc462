package dev.lictor.cli;

import dev.lictor.sidecar.Watch;
import io.quarkus.runtime.Quarkus;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "sidecar",
        mixinStandardHelpOptions = true,
        description =
                "Observes the Consul server beside it until it is asked to stop: a status page, /q/health and /q/metrics.")
final class SidecarCommand implements Callable<Integer> {
    /** By then it has been probed and as a rule scraped, and has spoken to Consul. */
    private static final Duration STARTED = Duration.ofSeconds(30);

    /** A handshake, each minute as long as all is well, maps 7 MiB that nothing else needs; what polls need is back at once. */
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(5);

    private final Instance<Watch> watch;
    private final Instance<Vertx> vertx;

    @Inject
    SidecarCommand(Instance<Watch> watch, Instance<Vertx> vertx) {
        this.watch = watch;
        this.vertx = vertx;
    }

    @Override
    public Integer call() {
        // Kubernetes ends every sidecar by SIGTERM, which is no failure; the JVM's own answer would be exit code 143.
        Signals.terminationIsAnswered(() -> Quarkus.asyncExit(ExitCode.DONE.number()));
        // The scheduler's first turn is up to a second away, and Consul waits for this one to have started.
        watch.get().poll();
        Heap.staysSmall();
        vertx.get().setTimer(STARTED.toMillis(), _ -> {
            Heap.forgetsItsStart();
            var pages = IdlePages.ofThisProcess();
            pages.giveBack();
            vertx.get().setPeriodic(NOW_AND_THEN.toMillis(), _ -> pages.giveBack());
        });
        Quarkus.waitForExit();
        return ExitCode.DONE.number();
    }
}
