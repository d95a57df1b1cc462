package dev.lictor.local.process;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes: sends SIGTERM to all at once, and SIGKILL to those that still run after a deadline. */
public final class ProcessShutdown {
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

    private ProcessShutdown() {}

    /** @return the processes that got a SIGKILL */
    public static List<ProcessHandle> stop(Collection<ProcessHandle> processes, Duration deadline) {
        processes.forEach(ProcessHandle::destroy);
        await(processes, deadline);
        var survivors = processes.stream().filter(ProcessHandle::isAlive).toList();
        survivors.forEach(ProcessHandle::destroyForcibly);
        await(survivors, KILL_TIMEOUT);
        return survivors;
    }

    private static void await(Collection<ProcessHandle> processes, Duration limit) {
        var ends = processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The caller checks which processes still run.
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for a process to end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
