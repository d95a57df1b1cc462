package dev.lictor.pki;

/** A certificate or key that cannot be read; the message says what is wrong and shows nothing of it. */
public final class BrokenKeyMaterialException extends RuntimeException {
    public BrokenKeyMaterialException(String message) {
        super(message);
    }

    public BrokenKeyMaterialException(String message, Throwable cause) {
        super(message, cause);
    }
}
