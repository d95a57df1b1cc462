package dev.lictor.local;

/** The local cluster cannot start, or one of its processes ended while it started. The message says why, and what helps. */
public final class CannotStartException extends RuntimeException {
    public CannotStartException(String message) {
        super(message);
    }

    public CannotStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
