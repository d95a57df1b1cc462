package dev.lictor.verify;

/** The cluster cannot be verified, because the key material to compare it with is missing. The message names it and the remedy. */
public final class CannotVerifyException extends RuntimeException {
    CannotVerifyException(String message) {
        super(message);
    }

    CannotVerifyException(String message, Throwable cause) {
        super(message, cause);
    }
}
