package dev.lictor.operations;

import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.text.Foreign;

/**
 * What bootstrap would change on one object.
 *
 * @param outcome the outcome of the step
 * @param text the outcome as a comment, and below it the difference of the object's YAML in the format of {@code diff -u}; empty if the step is
 *     refused or deferred
 */
public record Difference(WriteOutcome outcome, String text) {
    public Difference {
        text = Foreign.escaped(text);
    }
}
