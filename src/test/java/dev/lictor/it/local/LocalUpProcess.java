package dev.lictor.it.local;

import dev.lictor.testing.servers.LictorProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** {@code lictor local up} as a process, native where {@code TEST_LICTOR} names the executable, and what it printed. */
record LocalUpProcess(Process process, Path output, Path errorOutput) {
    private static final Duration TO_END = Duration.ofMinutes(1);

    /** The folder of the cluster. Its name has a blank, as some home folders have. */
    static final String FOLDER = "my cluster";

    static LocalUpProcess start(Path directory, Path consul, String... more) throws IOException {
        var command = new ArrayList<>(LictorProgram.command());
        command.addAll(List.of("local", "up", "--dir", FOLDER, "--consul", consul.toString()));
        command.addAll(List.of(more));
        var output = Files.createTempFile(directory, "output", "");
        var errors = Files.createTempFile(directory, "errors", "");
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        return new LocalUpProcess(process, output, errors);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    List<String> lines() {
        return read(output);
    }

    List<String> errors() {
        return read(errorOutput);
    }

    /** The last line about a server. */
    String last(String node) {
        return lines().stream().filter(line -> line.startsWith(node + " ")).reduce("", (earlier, later) -> later);
    }

    /** The server that leads by the last line that names a leader. */
    String leader() {
        return lines().stream()
                .filter(line -> line.contains(" leads,"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .reduce("", (earlier, later) -> later);
    }

    /** The last printed hint that contains this text. */
    String hint(String part) {
        return hints(part).reduce("", (earlier, later) -> later);
    }

    Stream<String> hints(String part) {
        return Stream.of(String.join("\n", lines()).replace("\\\n", "").split("\n", -1))
                .filter(line -> line.startsWith("  ") && line.contains(part));
    }

    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** Sends SIGTERM, as {@code kill} does. */
    void terminate() {
        process.destroy();
    }

    int exitCode() {
        try {
            return process.onExit().get(TO_END.toSeconds(), TimeUnit.SECONDS).exitValue();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("it goes on after " + TO_END, e);
        }
    }

    void killAlone() {
        process.destroyForcibly();
        exitCode();
    }

    void kill() {
        var processes = descendants();
        process.destroyForcibly();
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
