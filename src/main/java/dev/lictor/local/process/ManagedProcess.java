package dev.lictor.local.process;

import dev.lictor.local.CannotStartException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A started process, and the log file to which its output is appended. */
public record ManagedProcess(String name, Process process, Path log) {
    static ManagedProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new ManagedProcess(name, builder.start(), log);
        } catch (IOException e) {
            throw new CannotStartException("cannot start %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    public ProcessState state() {
        return process.isAlive()
                ? new ProcessState.Running(process.pid())
                : new ProcessState.Stopped(process.exitValue(), Optional.empty());
    }

    /** The last lines of the log, at most {@code count}. */
    public List<String> lastLines(int count) {
        try {
            var lines = Files.readAllLines(log);
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of("(%s cannot be read: %s)".formatted(log, e));
        }
    }
}
