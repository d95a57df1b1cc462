package dev.lictor.proof;

import java.util.List;

/** Whether a claim is true. */
public sealed interface Verdict {
    record Proven() implements Verdict {}

    /** @param facts that contradict it, or keep it from being known, a server each */
    record NotProven(List<String> facts, String remedy) implements Verdict {
        public NotProven {
            facts = List.copyOf(facts);
        }
    }

    /**
     * Nothing contradicts it, and not everything could be seen.
     *
     * @param withheld whether Consul will not tell without another token, however often it is asked
     */
    record CouldNotTell(List<String> gaps, String remedy, boolean withheld) implements Verdict {
        public CouldNotTell {
            gaps = List.copyOf(gaps);
        }
    }
}
