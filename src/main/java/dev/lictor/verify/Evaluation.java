package dev.lictor.verify;

import dev.lictor.cluster.ObjectNames;
import java.util.List;

/** Derives the verdict of a check from the evidence against it. */
final class Evaluation {
    private Evaluation() {}

    static CheckVerdict of(Check check, ObjectNames names, List<Evidence> evidence) {
        var facts = evidence.stream().map(Evidence::words).toList();
        if (evidence.stream().anyMatch(Evidence.Contradiction.class::isInstance)) {
            return new CheckVerdict.Failed(facts, check.remedy(names));
        }
        if (evidence.stream().anyMatch(Evidence.Withheld.class::isInstance)) {
            return new CheckVerdict.Unknown(facts, "give --token-file a token with %s".formatted(check.rule()), true);
        }
        return facts.isEmpty()
                ? new CheckVerdict.Passed()
                : new CheckVerdict.Unknown(facts, "check that the servers are up and can be reached from here", false);
    }
}
