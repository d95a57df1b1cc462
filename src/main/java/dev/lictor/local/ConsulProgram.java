package dev.lictor.local;

import dev.lictor.cluster.ConsulVersion;
import dev.lictor.consul.ValidationOutput;
import dev.lictor.text.Foreign;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The Consul executable that servers are started from, and the version that it prints. */
public record ConsulProgram(Path path, ConsulVersion version) {
    private static final int SECONDS_TO_ANSWER = 15;

    /**
     * @param named the path that the user gave; if empty, the executable is searched for
     * @param searchPath the {@code PATH} to search
     * @throws CannotStartException if there is none, or its version is older than Lictor supports
     */
    public static ConsulProgram find(Optional<Path> named, @Nullable String searchPath) {
        var path = named.map(ConsulProgram::executable).orElseGet(() -> onPath(searchPath));
        return new ConsulProgram(path, supported(path, versionText(path)));
    }

    /** A warning about a version that is newer than Lictor is tested with. Empty for a tested version. */
    public Optional<String> versionWarning() {
        return version.compareTo(ConsulVersion.NEWEST) <= 0
                ? Optional.empty()
                : Optional.of("Consul %s is newer than Lictor is tested with (%s to %s); it is configured like %3$s"
                        .formatted(version, ConsulVersion.OLDEST, ConsulVersion.NEWEST));
    }

    static ConsulVersion supported(Path path, String answer) {
        var version = answer.lines()
                .findFirst()
                .filter(line -> line.startsWith("Consul v"))
                .flatMap(line -> ConsulVersion.parse(line.substring("Consul ".length())))
                .orElseThrow(() -> new CannotStartException(
                        "%s version does not answer like Consul: '%s'; name a Consul program with --consul PATH"
                                .formatted(
                                        path,
                                        Foreign.line(answer.lines().findFirst().orElse("")))));
        if (version.compareTo(ConsulVersion.OLDEST) < 0) {
            throw new CannotStartException(
                    "%s is Consul %s; Lictor supports %s and newer: name another with --consul PATH"
                            .formatted(path, version, ConsulVersion.OLDEST));
        }
        return version;
    }

    private static Path executable(Path named) {
        if (!isProgram(named)) {
            throw new CannotStartException(
                    "%s of --consul is not an executable file; name the consul program itself".formatted(named));
        }
        return named.toAbsolutePath();
    }

    private static Path onPath(@Nullable String searchPath) {
        return Arrays.stream(searchPath == null ? new String[0] : searchPath.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "consul"))
                .filter(ConsulProgram::isProgram)
                .map(Path::toAbsolutePath)
                .findFirst()
                .orElseThrow(() -> new CannotStartException("""
                    no consul on the PATH; Lictor starts real Consul servers
                    download one from https://releases.hashicorp.com/consul and name it with --consul PATH\
                    """));
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }

    /** What Consul says against a server's configuration files; empty if it accepts them. */
    Optional<String> objection(List<Path> files) {
        var command = new ArrayList<>(List.of(path.toString(), "validate"));
        files.forEach(file -> command.add(file.toString()));
        var answer = answer(command);
        return answer.exitCode() == 0 ? Optional.empty() : Optional.of(ValidationOutput.words(answer.output()));
    }

    private static String versionText(Path path) {
        return answer(List.of(path.toString(), "version")).output();
    }

    private record Answer(int exitCode, String output) {}

    private static Answer answer(List<String> command) {
        var name = "%s %s".formatted(command.get(0), command.get(1));
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            try (var output = process.getInputStream()) {
                if (!process.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS)) {
                    throw new CannotStartException("%s did not answer within %d s; name another with --consul PATH"
                            .formatted(name, SECONDS_TO_ANSWER));
                }
                return new Answer(process.exitValue(), new String(output.readAllBytes(), StandardCharsets.UTF_8));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new CannotStartException("cannot run %s: %s".formatted(name, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStartException("interrupted while %s answered".formatted(name), e);
        }
    }
}
