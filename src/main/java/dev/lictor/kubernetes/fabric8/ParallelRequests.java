package dev.lictor.kubernetes.fabric8;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Sends several requests at the same time, because most of a request's time is spent waiting for the API server. The client opens a
 * connection for each concurrent request. A connection costs more than an answer, so only a few run at once.
 */
public final class ParallelRequests implements AutoCloseable {
    private static final int AT_ONCE = 3;

    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

    /** @return waits for the answer and returns it, or throws the exception of the request */
    public <T> Supplier<T> send(Supplier<T> request) {
        var answer = CompletableFuture.supplyAsync(request, threads);
        return () -> joined(answer);
    }

    /** @return waits for the end of the request, or throws its exception */
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

    /** Waits for the requests that are still running. */
    @Override
    public void close() {
        threads.close();
    }
}
