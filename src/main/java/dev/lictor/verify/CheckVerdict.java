package dev.lictor.verify;

import java.util.List;

/** The verdict of a check. */
public sealed interface CheckVerdict {
    record Proven() implements CheckVerdict {}

    /** @param facts what contradicts the statement, or prevents the answer, one entry for each server */
    record NotProven(List<String> facts, String remedy) implements CheckVerdict {
        public NotProven {
            facts = List.copyOf(facts);
        }
    }

    /**
     * Nothing contradicts the statement, but not every server could be checked.
     *
     * @param gaps what could not be checked
     * @param withheld whether Consul refused the token, so that another attempt has the same result
     */
    record CouldNotTell(List<String> gaps, String remedy, boolean withheld) implements CheckVerdict {
        public CouldNotTell {
            gaps = List.copyOf(gaps);
        }
    }
}
