package dev.lictor.pki;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A certificate or key that cannot be read; the message says what is wrong and shows nothing of it. */
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

    public BrokenKeyMaterialException(Violation objection) {
        super(objection.reason());
        this.remedy = objection.remedy();
    }

    /** What would help, where it is something else than to restore what was there. */
    public Optional<String> remedy() {
        return Optional.ofNullable(remedy);
    }
}
