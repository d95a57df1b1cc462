package dev.lictor.operations;

import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.text.Foreign;

/**
 * What bootstrap would do to one object.
 *
 * @param text the object's YAML before and after, as {@code diff -u} writes it, below what becomes of it and why; empty if it is refused
 */
public record Difference(WriteOutcome outcome, String text) {
    public Difference {
        text = Foreign.escaped(text);
    }
}
