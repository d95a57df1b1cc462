package dev.lictor.testing.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program as users start it, to its end. */
public final class LictorProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private LictorProcess() {}

    /** Ready to be started, with nothing of the test's own environment that is a setting. */
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
        return FinishedProcess.await(builder(environment, args), PATIENCE);
    }
}
