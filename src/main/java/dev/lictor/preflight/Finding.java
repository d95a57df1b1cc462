package dev.lictor.preflight;

import dev.lictor.text.Foreign;

/** What preflight has to say: a fact, and what to do about it. */
public sealed interface Finding {
    String fact();

    String remedy();

    /** The cluster would be made, and something about it would not be as it should. */
    record Warning(String fact, String remedy) implements Finding {}

    /** The cluster could not be made, or data would be lost: a run ends here. */
    record Refusal(String fact, String remedy) implements Finding {}

    /** Nobody let us look, and nothing is claimed. */
    record Unknown(String fact, String remedy) implements Finding {}

    /** Such as {@code warning}. */
    default String word() {
        return switch (this) {
            case Warning warning -> "warning";
            case Refusal refusal -> "refused";
            case Unknown unknown -> "unknown";
        };
    }

    default String inWords() {
        return Foreign.oneLine("%s: %s; %s".formatted(word(), fact(), remedy()));
    }
}
