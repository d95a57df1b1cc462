package dev.lictor.verify;

/** The cluster cannot be verified, because the key material to compare it with is missing. The message names it and the remedy. */
public final class CannotProveException extends RuntimeException {
    CannotProveException(String message) {
        super(message);
    }

    CannotProveException(String message, Throwable cause) {
        super(message, cause);
    }
}
