package dev.lictor.verify;

import java.util.List;

/** The verdict of a check. */
public sealed interface CheckVerdict {
    record Passed() implements CheckVerdict {}

    /** @param facts what contradicts the statement, or prevents the answer, one entry for each server */
    record Failed(List<String> facts, String remedy) implements CheckVerdict {
        public Failed {
            facts = List.copyOf(facts);
        }
    }

    /**
     * Nothing contradicts the statement, but not every server could be checked.
     *
     * @param gaps what could not be checked
     * @param withheld whether Consul refused the token, so that another attempt has the same result
     */
    record Unknown(List<String> gaps, String remedy, boolean withheld) implements CheckVerdict {
        public Unknown {
            gaps = List.copyOf(gaps);
        }
    }
}
