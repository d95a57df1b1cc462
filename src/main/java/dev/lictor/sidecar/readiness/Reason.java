package dev.lictor.sidecar.readiness;

import java.util.Locale;

/**
 * Why a server is not ready, or what could not be checked.
 *
 * @param words message with the values that disagree; the values change from poll to poll while the rule stays the same
 */
public record Reason(Rule rule, String words) {
    /** A condition that a server must meet to be ready. {@code toString} is its name in metrics, JSON and documents. */
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
