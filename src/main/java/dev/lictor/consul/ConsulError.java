package dev.lictor.consul;

/**
 * Why a question to Consul was not answered.
 *
 * @param words for people, without the question itself
 */
public record ConsulError(Cause cause, String words) {
    /** The kinds of failure that metrics tell apart. */
    public enum Cause {
        REFUSED("refused"),
        TIMEOUT("timeout"),
        TLS("tls"),
        FORBIDDEN("forbidden"),
        STATUS("status"),
        GARBAGE("garbage"),
        TOO_LARGE("too_large"),
        NETWORK("network");

        private final String label;

        Cause(String label) {
            this.label = label;
        }

        /** As a metric's label has it. */
        public String label() {
            return label;
        }
    }

    /** Tells nothing more than the other: whoever ends cuts one connection and refuses the next. */
    public boolean isLike(ConsulError other) {
        return equals(other) || (disconnected() && other.disconnected());
    }

    private boolean disconnected() {
        return cause == Cause.REFUSED || cause == Cause.NETWORK;
    }

    /** Consul answered that the token, or its absence, does not allow to know. */
    public boolean forbidden() {
        return cause == Cause.FORBIDDEN;
    }
}
