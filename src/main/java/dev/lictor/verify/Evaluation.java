package dev.lictor.verify;

import dev.lictor.cluster.ObjectNames;
import java.util.List;

/** From everything that speaks against a claim to a verdict. */
final class Evaluation {
    private Evaluation() {}

    static CheckVerdict of(Check claim, ObjectNames names, List<Evidence> remarks) {
        var facts = remarks.stream().map(Evidence::words).toList();
        if (remarks.stream().anyMatch(Evidence.Contradiction.class::isInstance)) {
            return new CheckVerdict.NotProven(facts, claim.remedy(names));
        }
        if (remarks.stream().anyMatch(Evidence.Withheld.class::isInstance)) {
            return new CheckVerdict.CouldNotTell(
                    facts, "give --token-file a token with %s".formatted(claim.rule()), true);
        }
        return facts.isEmpty()
                ? new CheckVerdict.Proven()
                : new CheckVerdict.CouldNotTell(facts, "can they be reached from here, and are they up?", false);
    }
}
