package dev.lictor.sidecar.readiness;

import java.util.Locale;

/**
 * Why a server is not ready, or what could not be checked.
 *
 * @param words with the values that disagree, which change from poll to poll while the rule stays
 */
public record Reason(Rule rule, String words) {
    /** What a server has to fulfil to be ready. */
    public enum Rule {
        OBSERVED,
        FRESH,
        LEADER_KNOWN,
        STATE_KNOWN,
        STATE_CONSISTENT,
        LEADER_HEARD,
        VOTER,
        LOG_APPLIED,
        LOG_STORED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
