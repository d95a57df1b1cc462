package dev.lictor.consul;

import java.util.Optional;

/** The result of a request to Consul: a value, or the reason why there is none. */
public sealed interface ConsulResult<T> {
    record Seen<T>(T value) implements ConsulResult<T> {}

    record Failed<T>(ConsulError why) implements ConsulResult<T> {}

    static <T> ConsulResult<T> failed(ConsulError.Cause cause, String words) {
        return new Failed<>(new ConsulError(cause, words));
    }

    default Optional<T> seen() {
        return switch (this) {
            case Seen<T>(T value) -> Optional.of(value);
            case Failed<T> _ -> Optional.empty();
        };
    }

    default Optional<ConsulError> failure() {
        return switch (this) {
            case Seen<T> _ -> Optional.empty();
            case Failed<T>(ConsulError why) -> Optional.of(why);
        };
    }
}
