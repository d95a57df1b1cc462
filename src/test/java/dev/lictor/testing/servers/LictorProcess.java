package dev.lictor.testing.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the packaged program as users do, until it ends. */
public final class LictorProcess {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private LictorProcess() {}

    /** A process that is not started yet. Its environment has no settings of the test's own environment. */
    public static ProcessBuilder builder(Map<String, String> environment, String... args) {
        var command = new ArrayList<>(LictorProgram.command());
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("LICTOR_") || name.startsWith("KUBE") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        return builder;
    }

    public static FinishedProcess run(Map<String, String> environment, String... args) {
        return FinishedProcess.await(builder(environment, args), TIMEOUT);
    }
}
