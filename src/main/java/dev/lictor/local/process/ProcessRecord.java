package dev.lictor.local.process;

import dev.lictor.local.CannotStartException;
import dev.lictor.local.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which processes were started, kept in a file for the case that their starter is killed and cannot end them. A process is told by
 * its number and when it started, for numbers are given again.
 */
public final class ProcessRecord {
    /** The start is computed from the time of boot, which is corrected now and then. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Path file;

    public ProcessRecord(Path file) {
        this.file = file;
    }

    void add(ProcessHandle process) {
        var started = process.info().startInstant();
        if (started.isEmpty()) {
            return; // it has ended already
        }
        try {
            Files.writeString(
                    file,
                    "%d %d%n".formatted(process.pid(), started.get().toEpochMilli()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new CannotStartException("cannot write %s: %s".formatted(file, PrivateFile.why(e)), e);
        }
    }

    /** Those that still run. */
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
            var started = Instant.ofEpochMilli(Long.parseLong(words[1]));
            return ProcessHandle.of(pid).filter(process -> sameStart(process, started)).stream();
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Stream.empty(); // a line cut short by the kill
        }
    }

    private static boolean sameStart(ProcessHandle process, Instant started) {
        Optional<Instant> start = process.info().startInstant();
        return start.isPresent() && Duration.between(started, start.get()).abs().compareTo(TOLERANCE) <= 0;
    }
}
