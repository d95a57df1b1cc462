package dev.lictor.preflight;

import dev.lictor.kubernetes.KubernetesApiException;
import java.util.function.Supplier;

/** One piece of information about the Kubernetes cluster, which may be unreadable. */
public sealed interface Fact<T> {
    record Known<T>(T value) implements Fact<T> {}

    /** Reading is forbidden (403). */
    record Unknown<T>(String why) implements Fact<T> {}

    /** Not read, because no rule needs it in this run. */
    record NotRead<T>() implements Fact<T> {}

    /** Sends the request. @throws KubernetesApiException for each failure but 403 */
    static <T> Fact<T> read(Supplier<T> request) {
        try {
            return new Known<>(request.get());
        } catch (KubernetesApiException e) {
            if (e.reason() == KubernetesApiException.Reason.FORBIDDEN) {
                return new Unknown<>(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    static <T> Fact<T> readIf(boolean needed, Supplier<T> request) {
        return needed ? read(request) : new NotRead<>();
    }

    /** Whether the value is known and equals this one. */
    default boolean is(T value) {
        return equals(new Known<>(value));
    }
}
