package dev.lictor.kubernetes;

/**
 * A write is refused because the object is not in the state that the caller has read: another client has created, changed or deleted it
 * in the meantime. The API server answers 409 Conflict, or 404 Not Found where an object is to be deleted. The caller reads the object
 * again before it decides anew.
 */
public final class WriteConflictException extends RuntimeException {
    public WriteConflictException(String message) {
        super(message);
    }

    public WriteConflictException(String message, Throwable cause) {
        super(message, cause);
    }
}
