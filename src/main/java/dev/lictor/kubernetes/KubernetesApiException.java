package dev.lictor.kubernetes;

import java.util.List;
import java.util.stream.Collectors;

/** The Kubernetes API refuses or does not answer: what was asked and what it said. */
public final class KubernetesApiException extends RuntimeException {
    public enum Reason {
        /** What says where it is, and who asks, cannot be used; nobody was asked. */
        CONFIGURATION,
        UNREACHABLE,
        /** It does not know who asks. */
        UNAUTHORIZED,
        /** It knows, and does not let them. */
        FORBIDDEN,
        REFUSED
    }

    private final transient Reason reason;

    public KubernetesApiException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public KubernetesApiException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Several at once; the reason is the first one's. */
    public static KubernetesApiException all(List<KubernetesApiException> failures) {
        var messages = failures.stream().map(Throwable::getMessage).distinct().collect(Collectors.joining("\n"));
        var first = failures.getFirst();
        return new KubernetesApiException(first.reason(), messages, first);
    }
}
