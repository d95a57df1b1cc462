package dev.lictor.preflight;

import dev.lictor.text.Foreign;

/** A finding of preflight: a fact and a remedy. */
public sealed interface Finding {
    String fact();

    String remedy();

    /** The cluster can be created, but something about it is not as it should be. The run continues. */
    record Warning(String fact, String remedy) implements Finding {}

    /** The cluster could not work, or data would be lost. The run ends. */
    record Refusal(String fact, String remedy) implements Finding {}

    /** A permission to read is missing, so nothing is concluded. The run continues. */
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
