package dev.lictor.sidecar.reconcile;

import java.security.cert.X509Certificate;

/** What a look at the mounted certificates found. */
sealed interface MountedTls {
    /** Nothing that could be served: not there, half replaced, or wrong. */
    record Broken(String why) implements MountedTls {}

    /**
     * Parts that belong together.
     *
     * @param digest of all three files, by which a change is noticed
     */
    record Whole(String digest, X509Certificate server) implements MountedTls {
        boolean sameFiles(Whole other) {
            return digest.equals(other.digest);
        }
    }
}
