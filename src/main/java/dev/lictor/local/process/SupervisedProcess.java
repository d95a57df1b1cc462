package dev.lictor.local.process;

import dev.lictor.local.CannotStartException;
import dev.lictor.local.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/** A process that is started again when it has ended, unless somebody else has started what it was for. */
public final class SupervisedProcess {
    private final Start start;
    private final Surroundings surroundings;
    private ManagedProcess child;
    private long startedAt;
    private RestartDelay revival = RestartDelay.NONE;
    private Optional<Long> endedAt = Optional.empty();
    private boolean byHand;

    /** @param port that it listens on */
    public record Start(String name, List<String> command, Map<String, String> environment, Path log, int port) {}

    /**
     * @param revives whether what has ended is started again
     * @param started keeps each process in mind before the next one starts
     * @param nanos of a clock that goes on evenly
     * @param free whether nobody listens on a port
     */
    public record Surroundings(boolean revives, ProcessRecord started, LongSupplier nanos, IntPredicate free) {}

    /** Starts it, with an empty log. */
    public SupervisedProcess(Start start, Surroundings surroundings) {
        this.start = start;
        this.surroundings = surroundings;
        try {
            Files.deleteIfExists(start.log());
        } catch (IOException e) {
            throw new CannotStartException("cannot delete %s: %s".formatted(start.log(), PrivateFile.why(e)), e);
        }
        this.child = run();
        this.startedAt = surroundings.nanos().getAsLong();
    }

    public ManagedProcess child() {
        return child;
    }

    /** Looks whether it still runs, and starts it again where that is due. */
    public ProcessState look() {
        if (!(child.state() instanceof ProcessState.Stopped end)) {
            return child.state();
        }
        long now = surroundings.nanos().getAsLong();
        if (endedAt.isEmpty()) {
            revival = revival.after(end, Duration.ofNanos(now - startedAt));
        }
        byHand = !surroundings.free().test(start.port());
        // The pause begins when nobody is there any more.
        endedAt = byHand ? Optional.of(now) : endedAt.or(() -> Optional.of(now));
        if (byHand) {
            return new ProcessState.ByHand();
        }
        if (!surroundings.revives()) {
            return end;
        }
        var left = revival.pause().minusNanos(now - endedAt.orElse(now));
        if (left.isPositive()) {
            return new ProcessState.Stopped(end.status(), Optional.of(left));
        }
        child = run();
        startedAt = now;
        endedAt = Optional.empty();
        return child.state();
    }

    public boolean byHand() {
        return byHand;
    }

    private ManagedProcess run() {
        var process = ManagedProcess.start(start.name(), start.command(), start.environment(), start.log());
        surroundings.started().add(process.process().toHandle());
        return process;
    }
}
