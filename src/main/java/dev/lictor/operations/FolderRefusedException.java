package dev.lictor.operations;

/** Lictor refuses to write to a folder, or cannot. The message says why. */
public final class FolderRefusedException extends RuntimeException {
    public FolderRefusedException(String message) {
        super(message);
    }

    public FolderRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
