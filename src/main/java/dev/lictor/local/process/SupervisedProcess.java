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

/** A process that is restarted when it has ended, unless another process listens on its port. */
public final class SupervisedProcess {
    private final Start start;
    private final Supervision supervision;
    private ManagedProcess child;
    private long startedAt;
    private RestartDelay restartDelay = RestartDelay.NONE;
    private Optional<Long> endedAt = Optional.empty();
    private boolean startedByHand;

    /** @param port the port on which the process listens */
    public record Start(String name, List<String> command, Map<String, String> environment, Path log, int port) {}

    /**
     * @param restarts whether a process that has ended is restarted
     * @param started records each process when it is started
     * @param nanos a monotonic clock, in nanoseconds
     * @param free whether no process uses a port
     */
    public record Supervision(boolean restarts, ProcessRecord started, LongSupplier nanos, IntPredicate free) {}

    /** Starts the process, with an empty log. */
    public SupervisedProcess(Start start, Supervision supervision) {
        this.start = start;
        this.supervision = supervision;
        try {
            Files.deleteIfExists(start.log());
        } catch (IOException e) {
            throw new CannotStartException("cannot delete %s: %s".formatted(start.log(), PrivateFile.why(e)), e);
        }
        this.child = run();
        this.startedAt = supervision.nanos().getAsLong();
    }

    public ManagedProcess child() {
        return child;
    }

    /** Checks whether the process still runs, and restarts it if its pause is over. */
    public ProcessState observe() {
        if (!(child.state() instanceof ProcessState.Stopped end)) {
            return child.state();
        }
        long now = supervision.nanos().getAsLong();
        if (endedAt.isEmpty()) {
            restartDelay = restartDelay.after(end, Duration.ofNanos(now - startedAt));
        }
        startedByHand = !supervision.free().test(start.port());
        // The pause begins when the process that was started by hand has ended, too.
        endedAt = startedByHand ? Optional.of(now) : endedAt.or(() -> Optional.of(now));
        if (startedByHand) {
            return new ProcessState.StartedByHand();
        }
        if (!supervision.restarts()) {
            return end;
        }
        var left = restartDelay.pause().minusNanos(now - endedAt.orElse(now));
        if (left.isPositive()) {
            return new ProcessState.Stopped(end.status(), Optional.of(left));
        }
        child = run();
        startedAt = now;
        endedAt = Optional.empty();
        return child.state();
    }

    public boolean startedByHand() {
        return startedByHand;
    }

    private ManagedProcess run() {
        var process = ManagedProcess.start(start.name(), start.command(), start.environment(), start.log());
        supervision.started().add(process.process().toHandle());
        return process;
    }
}
