package dev.lictor.cli;

import dev.lictor.cluster.SidecarEnvironment;
import dev.lictor.config.ClusterSpecFactory;
import dev.lictor.local.ClusterFolder;
import dev.lictor.local.ConsulProgram;
import dev.lictor.local.LocalUp;
import dev.lictor.local.display.Display;
import dev.lictor.local.display.LineDisplay;
import dev.lictor.local.display.TerminalDisplay;
import dev.lictor.local.process.SelfCommand;
import dev.lictor.nativeimage.Signals;
import io.quarkus.runtime.ImageMode;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.Console;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a local cluster and shows it until it is stopped. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts real Consul servers on 127.0.0.1, a sidecar beside each, and shows them until Ctrl-C.")
final class LocalUpCommand implements Callable<Integer>, InputProblems.Judged {
    private final Instance<Vertx> vertx;

    @Mixin
    SettingsOptions settingsOptions = new SettingsOptions();

    @Option(
            names = "--servers",
            paramLabel = "NUMBER",
            description = "Number of servers. Short for --set lictor.servers=NUMBER.")
    @Nullable
    Integer servers;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".lictor/local",
            description =
                    "Folder for keys, configuration, data and logs (default: ${DEFAULT-VALUE}). A later run in the same folder starts the same servers again.")
    Path directory = Path.of(".lictor", "local");

    @Option(
            names = "--consul",
            paramLabel = "PATH",
            description =
                    "The consul executable (default: the one on the PATH). Lictor writes the configuration for its"
                            + " version.")
    @Nullable
    Path consul;

    @Option(
            names = "--keep-dead",
            description =
                    "Do not restart processes that have ended. By default they are restarted after a few seconds, as in"
                            + " Kubernetes.")
    boolean keepDead;

    @Spec
    CommandSpec command = CommandSpec.create();

    @Inject
    LocalUpCommand(Instance<Vertx> vertx) {
        this.vertx = vertx;
    }

    @Override
    public Integer call() throws InterruptedException {
        var stop = new CountDownLatch(1);
        Signals.onTerminationOrInterrupt(stop::countDown);
        if (Signals.isShutdownInProgress()) {
            stop.countDown();
        }
        var wanted = input();
        try (var display = display()) {
            new LocalUp(vertx.get(), InstantSource.system(), new SecureRandom()).run(wanted, display, stop);
        }
        return ExitCode.DONE.number();
    }

    private LocalUp.Wanted input() {
        var problems = new InputProblems();
        var program = problems.read(() -> ConsulProgram.find(Optional.ofNullable(consul), System.getenv("PATH")));
        var flags = new HashMap<String, SettingsOptions.ShortFlag>();
        program.ifPresent(found -> flags.put(
                "lictor.consul-version",
                new SettingsOptions.ShortFlag(
                        "the version of %s".formatted(found.path()),
                        found.version().toString())));
        if (servers != null) {
            flags.put("lictor.servers", new SettingsOptions.ShortFlag("--servers", servers.toString()));
        }
        var recorded = problems.read(() -> ClusterFolder.settings(directory));
        var reading = settingsOptions.read(recorded.orElse(Map.of()), flags);
        var spec = problems.read(() -> reading.specification(Version.release()));
        problems.raise();
        return new LocalUp.Wanted(
                spec.orElseThrow(),
                directory,
                program.orElseThrow(),
                thisProgram(),
                SidecarEnvironment.of(spec.orElseThrow().observing())
                        .backups(ClusterSpecFactory.backups(reading.settings())),
                keepDead);
    }

    @Override
    public void judgeInput() {
        input();
    }

    private Display display() {
        var out = command.commandLine().getOut();
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
            return new LineDisplay(out);
        }
        var size = new AtomicReference<>(Terminal.size(System.getenv()));
        Signals.onResize(() -> size.set(Terminal.size(System.getenv())));
        return new TerminalDisplay(out, size::get);
    }

    private static SelfCommand thisProgram() {
        return SelfCommand.of(
                ImageMode.current() == ImageMode.NATIVE_RUN,
                ProcessHandle.current().info().command(),
                System.getProperty("java.class.path", ""));
    }
}
