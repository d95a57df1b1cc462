package dev.lictor.cli;

import dev.lictor.config.Settings;
import dev.lictor.local.CannotStartException;
import dev.lictor.local.ConsulProgram;
import dev.lictor.local.Display;
import dev.lictor.local.LineDisplay;
import dev.lictor.local.LocalUp;
import dev.lictor.local.TerminalDisplay;
import dev.lictor.local.ThisProgram;
import io.quarkus.runtime.ImageMode;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.Console;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a local cluster and shows it until it is asked to stop. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts real Consul servers on 127.0.0.1, a sidecar beside each, and shows them until Ctrl-C.")
final class LocalUpCommand implements Callable<Integer> {
    @Mixin
    SettingsOptions settings = new SettingsOptions();

    @Option(
            names = "--servers",
            paramLabel = "NUMBER",
            description = "Number of servers, short for --set lictor.servers=NUMBER.")
    @Nullable
    Integer servers;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".lictor/local",
            description =
                    "Folder of keys, configuration, data and logs, used again the next time; ${DEFAULT-VALUE} unless set.")
    Path directory = Path.of(".lictor", "local");

    @Option(
            names = "--consul",
            paramLabel = "PATH",
            description =
                    "The consul program; the one on the PATH unless set. Its version decides the configuration's dialect.")
    @Nullable
    Path consul;

    @Spec
    @Nullable
    CommandSpec spec;

    private final Instance<Vertx> vertx;

    @Inject
    LocalUpCommand(Instance<Vertx> vertx) {
        this.vertx = vertx;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            var program = ConsulProgram.find(Optional.ofNullable(consul), System.getenv("PATH"));
            settings.flags.put("lictor.consul-version", program.version().toString());
            if (servers != null) {
                settings.flags.put("lictor.servers", servers.toString());
            }
            var read = settings.read();
            var wanted = new LocalUp.Wanted(
                    SettingsOptions.specification(read), directory, program, thisProgram(), sidecarSettings(read));
            var up = new LocalUp(vertx.get(), InstantSource.system(), new SecureRandom());
            try (var stop = StopRequest.bySignal();
                    var display = display()) {
                up.run(wanted, display, stop.requested());
            }
            return ExitCode.DONE.number();
        } catch (CannotStartException e) {
            throw new CommandFailure(ExitCode.CONSUL, String.valueOf(e.getMessage()));
        }
    }

    private Display display() {
        var out = spec().commandLine().getOut();
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? new TerminalDisplay(out, Terminal.columns(System.getenv()))
                : new LineDisplay(out);
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli gives each command its model");
        }
        return spec;
    }

    private static ThisProgram thisProgram() {
        var executable = ProcessHandle.current()
                .info()
                .command()
                .orElseThrow(() -> new CannotStartException("this process cannot find its own executable"));
        return ThisProgram.of(
                ImageMode.current() == ImageMode.NATIVE_RUN, executable, System.getProperty("java.class.path", ""));
    }

    private static Map<String, String> sidecarSettings(Settings settings) {
        var sidecar = settings.sidecar();
        return Map.of(
                "LICTOR_SIDECAR_POLL_INTERVAL", sidecar.pollInterval().toString(),
                "LICTOR_SIDECAR_POLL_TIMEOUT", sidecar.pollTimeout().toString(),
                "LICTOR_SIDECAR_MAX_AGE", sidecar.maxAge().toString(),
                "LICTOR_SIDECAR_MAX_LAST_CONTACT", sidecar.maxLastContact().toString(),
                "LICTOR_SIDECAR_MAX_LOG_LAG", String.valueOf(sidecar.maxLogLag()));
    }
}
