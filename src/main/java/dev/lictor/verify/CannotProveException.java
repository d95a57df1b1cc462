package dev.lictor.verify;

/** There is nothing to compare a cluster with: what is missing, and what would help, in one sentence. */
public final class CannotProveException extends RuntimeException {
    CannotProveException(String message) {
        super(message);
    }

    CannotProveException(String message, Throwable cause) {
        super(message, cause);
    }
}
