package dev.lictor.preflight;

/** What is known of a Kubernetes cluster. */
sealed interface Fact<T> {
    record Known<T>(T value) implements Fact<T> {}

    /** Kubernetes does not let us look. */
    record Unknown<T>(String why) implements Fact<T> {}

    /** Nothing depends on it in this run. */
    record Unasked<T>() implements Fact<T> {}

    /** Whether it is known, and so. */
    default boolean is(T value) {
        return equals(new Known<>(value));
    }
}
