package dev.lictor.local.process;

import dev.lictor.local.CannotStartException;
import dev.lictor.local.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file of the processes that were started, for the case that their starter is killed and cannot end them. A process is recognized by its
 * number and its start, because the kernel uses numbers again.
 */
public final class ProcessRecord {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** Of the fields of {@code /proc/PID/stat} that follow the name of the program: the 22nd of all, in ticks since the boot (proc(5)). */
    private static final int START = 19;

    private final Path file;

    public ProcessRecord(Path file) {
        this.file = file;
    }

    void add(ProcessHandle process) {
        var started = start(process);
        if (started.isEmpty()) {
            return; // The process has ended.
        }
        try {
            Files.writeString(
                    file,
                    "%d %s%n".formatted(process.pid(), started.get()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new CannotStartException("cannot write %s: %s".formatted(file, PrivateFile.why(e)), e);
        }
    }

    /** The recorded processes that still run. */
    public List<ProcessHandle> leftovers() {
        try (var lines = Files.lines(file)) {
            return lines.flatMap(ProcessRecord::running).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new CannotStartException("cannot read %s: %s".formatted(file, PrivateFile.why(e)), e);
        }
    }

    public void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new CannotStartException("cannot delete %s: %s".formatted(file, PrivateFile.why(e)), e);
        }
    }

    private static Stream<ProcessHandle> running(String line) {
        var words = line.strip().split(" ", -1);
        try {
            long pid = Long.parseLong(words[0]);
            var started = words[1];
            return ProcessHandle.of(pid)
                    .filter(process -> start(process).filter(started::equals).isPresent())
                    .stream();
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Stream.empty(); // An incomplete line: the process was killed while it wrote.
        }
    }

    /** The same text for as long as the process runs. On Linux the JDK computes the instant from a clock that may be set. */
    private static Optional<String> start(ProcessHandle process) {
        try {
            var state = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            var fields = state.substring(state.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(Files.readString(BOOT).strip() + ":" + fields[START]);
        } catch (IOException e) {
            // It has ended, or this is no Linux.
            return process.info().startInstant().map(start -> Long.toString(start.toEpochMilli()));
        }
    }
}
