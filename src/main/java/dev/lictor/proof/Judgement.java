package dev.lictor.proof;

import dev.lictor.cluster.ObjectNames;
import java.util.List;

/** From everything that speaks against a claim to a verdict. */
final class Judgement {
    private Judgement() {}

    static Verdict of(Claim claim, ObjectNames names, List<Remark> remarks) {
        var facts = remarks.stream().map(Remark::words).toList();
        if (remarks.stream().anyMatch(Remark.Contradiction.class::isInstance)) {
            return new Verdict.NotProven(facts, claim.remedy(names));
        }
        if (remarks.stream().anyMatch(Remark.Withheld.class::isInstance)) {
            return new Verdict.CouldNotTell(facts, "give --token-file a token with %s".formatted(claim.rule()), true);
        }
        return facts.isEmpty()
                ? new Verdict.Proven()
                : new Verdict.CouldNotTell(facts, "can they be reached from here, and are they up?", false);
    }
}
