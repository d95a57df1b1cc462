package dev.lictor.operations;

/** A folder that is not to be written to, and why. */
public final class FolderRefusedException extends RuntimeException {
    public FolderRefusedException(String message) {
        super(message);
    }

    public FolderRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
