package dev.lictor.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process that was started, and the file that its output is added to. */
record Child(String name, Process process, Path log) {
    static Child start(String name, List<String> command, Map<String, String> environment, Path log) {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new Child(name, builder.start(), log);
        } catch (IOException e) {
            throw new CannotStartException("cannot start %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    ChildState state() {
        return process.isAlive()
                ? new ChildState.Running(process.pid())
                : new ChildState.Stopped(process.exitValue(), Optional.empty());
    }

    /** The end of its log. */
    List<String> lastLines(int count) {
        try {
            var lines = Files.readAllLines(log);
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of("(%s cannot be read: %s)".formatted(log, e));
        }
    }
}
