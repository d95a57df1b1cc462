package dev.lictor.pki;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A certificate or key that cannot be read. The message says what is wrong and quotes nothing of a key. */
public final class BrokenKeyMaterialException extends RuntimeException {
    private final @Nullable String remedy;

    public BrokenKeyMaterialException(String message) {
        super(message);
        this.remedy = null;
    }

    public BrokenKeyMaterialException(String message, Throwable cause) {
        super(message, cause);
        this.remedy = null;
    }

    public BrokenKeyMaterialException(Violation violation) {
        super(violation.reason());
        this.remedy = violation.remedy();
    }

    /** The remedy, if it is another one than to restore the key material from a backup. */
    public Optional<String> remedy() {
        return Optional.ofNullable(remedy);
    }
}
