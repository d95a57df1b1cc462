package dev.lictor.local;

/** The local cluster cannot be started, or can no longer be; the message says why and what would help. */
public final class CannotStartException extends RuntimeException {
    public CannotStartException(String message) {
        super(message);
    }

    public CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
