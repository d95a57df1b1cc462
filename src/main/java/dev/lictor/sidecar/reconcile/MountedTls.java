package dev.lictor.sidecar.reconcile;

import java.security.cert.X509Certificate;

/** The mounted TLS files as last read. */
sealed interface MountedTls {
    /** Files that Consul could not serve: missing, partly replaced, or invalid. */
    record Broken(String why) implements MountedTls {}

    /**
     * Files that belong together.
     *
     * @param digest of all three files, to detect a change
     */
    record Whole(String digest, X509Certificate server) implements MountedTls {
        boolean sameFiles(Whole other) {
            return digest.equals(other.digest);
        }
    }
}
