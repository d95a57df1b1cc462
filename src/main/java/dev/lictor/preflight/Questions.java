package dev.lictor.preflight;

import dev.lictor.kube.ClusterFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks the Kubernetes API several things at once, for each answer costs a round trip. */
final class Questions implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Asks now.
     *
     * @return waits for the answer; unknown if we may not have it. @throws ClusterFailure for any other reason
     */
    <T> Supplier<Fact<T>> ask(Supplier<T> question) {
        var answer = CompletableFuture.supplyAsync(() -> answered(question), threads);
        return () -> joined(answer);
    }

    /** What is found of each, in their order; unknown if any of it is. */
    <S, T> Supplier<Fact<List<T>>> askOfEach(List<S> subjects, Function<S, Optional<T>> question) {
        var answers = subjects.stream()
                .map(subject -> ask(() -> question.apply(subject)))
                .toList();
        return () -> {
            var known = new ArrayList<T>();
            for (var answer : answers) {
                switch (answer.get()) {
                    case Fact.Known(var found) -> found.ifPresent(known::add);
                    case Fact.Unknown(var why) -> {
                        return new Fact.Unknown<>(why);
                    }
                    case Fact.Unasked<Optional<T>> unasked -> {}
                }
            }
            return new Fact.Known<>(known);
        };
    }

    static <T> Fact<T> answered(Supplier<T> question) {
        try {
            return new Fact.Known<>(question.get());
        } catch (ClusterFailure e) {
            if (e.reason() == ClusterFailure.Reason.FORBIDDEN) {
                return new Fact.Unknown<>(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private static <T> T joined(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ClusterFailure failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
