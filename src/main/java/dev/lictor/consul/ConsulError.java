package dev.lictor.consul;

/**
 * Why a request to Consul failed.
 *
 * @param words the error for people; it does not name the request
 */
public record ConsulError(Cause cause, String words) {
    /** The kinds of failure that metrics distinguish. */
    public enum Cause {
        REFUSED("refused"),
        TIMEOUT("timeout"),
        TLS("tls"),
        FORBIDDEN("forbidden"),
        STATUS("status"),
        INVALID_ANSWER("invalid_answer"),
        TOO_LARGE("too_large"),
        NETWORK("network");

        private final String label;

        Cause(String label) {
            this.label = label;
        }

        /** The value of the metric label. */
        public String label() {
            return label;
        }
    }

    /** Whether both errors mean the same for a log: a server that stops first cuts a connection and then refuses the next. */
    public boolean isLike(ConsulError other) {
        return equals(other) || (disconnected() && other.disconnected());
    }

    private boolean disconnected() {
        return cause == Cause.REFUSED || cause == Cause.NETWORK;
    }

    /** Whether Consul refused the request because of its token, or because it had none (status 403). */
    public boolean forbidden() {
        return cause == Cause.FORBIDDEN;
    }
}
