package dev.lictor.pki;

/**
 * A rule that key material violates.
 *
 * @param reason what is wrong
 * @param remedy what to do in a Kubernetes cluster; outside Kubernetes the remedy is another one
 */
public record Violation(String reason, String remedy) {
    @Override
    public String toString() {
        return reason + "; " + remedy;
    }
}
