package dev.lictor.pki;

/**
 * What speaks against key material.
 *
 * @param remedy what would help in a Kubernetes cluster; elsewhere it is another
 */
public record Violation(String reason, String remedy) {
    @Override
    public String toString() {
        return reason + "; " + remedy;
    }
}
