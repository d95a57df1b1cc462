package dev.lictor.proof;

import dev.lictor.cluster.ClusterSpec;

/** A claim, and whether it is true. */
public record Proof(Claim claim, Verdict verdict) {
    public boolean holds() {
        return verdict instanceof Verdict.Proven;
    }

    /** In one line. */
    public String inWords(ClusterSpec spec) {
        var sentence = claim.sentence(spec);
        return switch (verdict) {
            case Verdict.Proven() -> "proved: " + sentence;
            case Verdict.NotProven(var facts, var remedy) ->
                "not proven: %s: %s; %s".formatted(sentence, String.join(", ", facts), remedy);
            case Verdict.CouldNotTell(var gaps, var remedy, var _) ->
                "unknown: %s: %s; %s".formatted(sentence, String.join(", ", gaps), remedy);
        };
    }
}
