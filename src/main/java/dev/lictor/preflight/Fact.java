package dev.lictor.preflight;

import dev.lictor.kubernetes.KubernetesApiException;
import java.util.function.Supplier;

/** What is known of a Kubernetes cluster. */
public sealed interface Fact<T> {
    record Known<T>(T value) implements Fact<T> {}

    /** Kubernetes does not let us look. */
    record Unknown<T>(String why) implements Fact<T> {}

    /** Nothing depends on it in this run. */
    record Unasked<T>() implements Fact<T> {}

    /** Asks the API. @throws KubernetesApiException if it does not answer, or does not know who asks */
    static <T> Fact<T> ask(Supplier<T> question) {
        try {
            return new Known<>(question.get());
        } catch (KubernetesApiException e) {
            if (e.reason() == KubernetesApiException.Reason.FORBIDDEN) {
                return new Unknown<>(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    static <T> Fact<T> askIf(boolean needed, Supplier<T> question) {
        return needed ? ask(question) : new Unasked<>();
    }

    /** Whether it is known, and so. */
    default boolean is(T value) {
        return equals(new Known<>(value));
    }
}
