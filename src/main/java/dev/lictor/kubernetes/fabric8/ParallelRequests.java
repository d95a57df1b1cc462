package dev.lictor.kubernetes.fabric8;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Sends several requests at the same time, for an API server is mostly waited for. The client opens a connection for each that is on its
 * way, which costs more than an answer, so that they are few.
 */
public final class ParallelRequests implements AutoCloseable {
    private static final int AT_ONCE = 3;

    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

    /** @return what waits for the answer and gives it, or throws what kept it from coming */
    public <T> Supplier<T> send(Supplier<T> request) {
        var answer = CompletableFuture.supplyAsync(request, threads);
        return () -> joined(answer);
    }

    /** @return what waits for the end, and throws what kept it from coming */
    public Runnable send(Runnable request) {
        var end = CompletableFuture.runAsync(request, threads);
        return () -> joined(end);
    }

    private static <T> T joined(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException thrown ? thrown : e;
        }
    }

    /** Waits for all that is on its way. */
    @Override
    public void close() {
        threads.close();
    }
}
