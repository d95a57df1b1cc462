package dev.lictor.verify;

import java.util.List;

/** Whether a claim is true. */
public sealed interface CheckVerdict {
    record Proven() implements CheckVerdict {}

    /** @param facts that contradict it, or keep it from being known, a server each */
    record NotProven(List<String> facts, String remedy) implements CheckVerdict {
        public NotProven {
            facts = List.copyOf(facts);
        }
    }

    /**
     * Nothing contradicts it, and not everything could be seen.
     *
     * @param withheld whether Consul will not tell without another token, however often it is asked
     */
    record CouldNotTell(List<String> gaps, String remedy, boolean withheld) implements CheckVerdict {
        public CouldNotTell {
            gaps = List.copyOf(gaps);
        }
    }
}
