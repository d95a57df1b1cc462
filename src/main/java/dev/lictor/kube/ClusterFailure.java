package dev.lictor.kube;

/** The Kubernetes API refuses or does not answer: what was asked and what it said. */
public final class ClusterFailure extends RuntimeException {
    public enum Reason {
        UNREACHABLE,
        FORBIDDEN,
        REFUSED
    }

    private final transient Reason reason;

    public ClusterFailure(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
