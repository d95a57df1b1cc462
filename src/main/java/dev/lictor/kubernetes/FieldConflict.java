package dev.lictor.kubernetes;

import dev.lictor.text.Foreign;

/**
 * A field that another field manager owns.
 *
 * @param field a path as the API server writes it, such as {@code .spec.replicas}
 */
public record FieldConflict(String field, String manager) {
    public FieldConflict {
        field = Foreign.line(field);
        manager = Foreign.line(manager);
    }

    @Override
    public String toString() {
        return "%s is managed by %s".formatted(field, manager);
    }
}
