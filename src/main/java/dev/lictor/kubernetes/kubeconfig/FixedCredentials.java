package dev.lictor.kubernetes.kubeconfig;

import dev.lictor.pki.CertificateAndKey;
import java.util.Optional;
import java.util.function.Supplier;

/** Credentials that no program gives: a header whose token can be in a file, and a client certificate. */
final class FixedCredentials implements ApiCredentials {
    private final Supplier<Optional<String>> authorization;
    private final Optional<CertificateAndKey> certificate;

    FixedCredentials(Supplier<Optional<String>> authorization, Optional<CertificateAndKey> certificate) {
        this.authorization = authorization;
        this.certificate = certificate;
    }

    @Override
    public Optional<String> authorization() {
        return authorization.get();
    }

    @Override
    public Optional<CertificateAndKey> certificate() {
        return certificate;
    }

    @Override
    public boolean isCertificateRenewed() {
        return false;
    }

    @Override
    public boolean renew(Optional<String> refused) {
        return false;
    }
}
