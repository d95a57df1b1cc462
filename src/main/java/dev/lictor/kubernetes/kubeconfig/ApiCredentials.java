package dev.lictor.kubernetes.kubeconfig;

import dev.lictor.pki.CertificateAndKey;
import java.util.Optional;

/** How a client shows the API server who it is. */
interface ApiCredentials {
    /**
     * The value of the header {@code Authorization}. Can read a file or run a program.
     *
     * @throws dev.lictor.kubernetes.KubernetesApiException if that fails
     */
    Optional<String> authorization();

    /** The client certificate as it was last known. Reads and runs nothing. */
    Optional<CertificateAndKey> certificate();

    /** Whether the certificate can change, so that no connection may outlive a request. */
    boolean isCertificateRenewed();

    /**
     * Gets credentials anew after the API server has refused a request.
     *
     * @param refused the header of that request
     * @return whether the credentials are others now
     */
    boolean renew(Optional<String> refused);
}
