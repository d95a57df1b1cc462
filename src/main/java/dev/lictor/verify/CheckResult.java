package dev.lictor.verify;

import dev.lictor.cluster.ClusterSpec;

/** A check and its verdict. */
public record CheckResult(Check claim, CheckVerdict verdict) {
    public boolean holds() {
        return verdict instanceof CheckVerdict.Proven;
    }

    /** The result in one line. */
    public String inWords(ClusterSpec spec) {
        var sentence = claim.sentence(spec);
        return switch (verdict) {
            case CheckVerdict.Proven() -> "proved: " + sentence;
            case CheckVerdict.NotProven(var facts, var remedy) ->
                "not proven: %s: %s; %s".formatted(sentence, String.join(", ", facts), remedy);
            case CheckVerdict.CouldNotTell(var gaps, var remedy, var _) ->
                "unknown: %s: %s; %s".formatted(sentence, String.join(", ", gaps), remedy);
        };
    }
}
