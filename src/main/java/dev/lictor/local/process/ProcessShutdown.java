package dev.lictor.local.process;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes: asks all at once by SIGTERM, and kills those that go on after a deadline. */
public final class ProcessShutdown {
    private static final Duration TO_KILL = Duration.ofSeconds(5);

    private ProcessShutdown() {}

    /** @return those that had to be killed */
    public static List<ProcessHandle> of(Collection<ProcessHandle> processes, Duration deadline) {
        processes.forEach(ProcessHandle::destroy);
        await(processes, deadline);
        var stubborn = processes.stream().filter(ProcessHandle::isAlive).toList();
        stubborn.forEach(ProcessHandle::destroyForcibly);
        await(stubborn, TO_KILL);
        return stubborn;
    }

    private static void await(Collection<ProcessHandle> processes, Duration limit) {
        var ends = processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // the caller looks which are left
        } catch (ExecutionException e) {
            throw new IllegalStateException("a process that cannot be waited for", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
