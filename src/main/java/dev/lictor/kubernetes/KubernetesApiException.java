package dev.lictor.kubernetes;

import java.util.List;
import java.util.stream.Collectors;

/** The Kubernetes API refuses a request or does not answer. The message names the request and the reason that the API gives. */
public final class KubernetesApiException extends RuntimeException {
    public enum Reason {
        /** The kubeconfig cannot be used. No request was sent. */
        CONFIGURATION,
        /** No answer came in time, or there is no connection. */
        UNREACHABLE,
        /** 401: the API server does not accept the credentials. */
        UNAUTHORIZED,
        /** 403: RBAC does not allow the request. */
        FORBIDDEN,
        /** Any other answer that is not a success. */
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

    /** One exception for several. Its message has all messages; its reason is the reason of the first. */
    public static KubernetesApiException all(List<KubernetesApiException> failures) {
        var messages = failures.stream().map(Throwable::getMessage).distinct().collect(Collectors.joining("\n"));
        var first = failures.getFirst();
        return new KubernetesApiException(first.reason(), messages, first);
    }
}
