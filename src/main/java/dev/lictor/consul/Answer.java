package dev.lictor.consul;

import java.util.Optional;

/** What became of a question to Consul: it was answered, or it was not, and why. */
public sealed interface Answer<T> {
    record Seen<T>(T value) implements Answer<T> {}

    record Failed<T>(Failure why) implements Answer<T> {}

    static <T> Answer<T> failed(Failure.Cause cause, String words) {
        return new Failed<>(new Failure(cause, words));
    }

    default Optional<T> seen() {
        return switch (this) {
            case Seen<T>(T value) -> Optional.of(value);
            case Failed<T> _ -> Optional.empty();
        };
    }

    default Optional<Failure> failure() {
        return switch (this) {
            case Seen<T> _ -> Optional.empty();
            case Failed<T>(Failure why) -> Optional.of(why);
        };
    }
}
