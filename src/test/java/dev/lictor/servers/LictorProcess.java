package dev.lictor.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program as users start it: the native executable if this build has made one, else the jar on this JVM. */
public final class LictorProcess {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private LictorProcess() {}

    public static Optional<Path> nativeExecutable() {
        return Optional.ofNullable(System.getProperty("native.image.path"))
                .map(Path::of)
                .filter(Files::isExecutable);
    }

    /** Ready to be started, with nothing of the test's own environment that is a setting. */
    public static ProcessBuilder builder(Map<String, String> environment, String... args) {
        var command = new ArrayList<String>();
        nativeExecutable()
                .ifPresentOrElse(
                        executable -> command.add(executable.toAbsolutePath().toString()), () -> {
                            assertThat(JAR).as("made by mvn package").exists();
                            command.addAll(List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-jar",
                                    JAR.toAbsolutePath().toString()));
                        });
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("LICTOR_") || name.startsWith("KUBE") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(environment);
        return builder;
    }

    public static Finished run(Map<String, String> environment, String... args) {
        return Finished.await(builder(environment, args), PATIENCE);
    }
}
