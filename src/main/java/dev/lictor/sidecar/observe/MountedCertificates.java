package dev.lictor.sidecar.observe;

import dev.lictor.cluster.ConsulConfiguration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/** The expiry of the certificates in a TLS directory. Kubernetes replaces its files while the sidecar runs. */
public final class MountedCertificates implements Supplier<CertificateExpiry> {
    private final CertificateFile ca;
    private final CertificateFile server;

    public MountedCertificates(Path directory) {
        this.ca = new CertificateFile(directory.resolve(ConsulConfiguration.CA_FILE));
        this.server = new CertificateFile(directory.resolve(ConsulConfiguration.CERTIFICATE_FILE));
    }

    @Override
    public CertificateExpiry get() {
        return new CertificateExpiry(ca.expiry(), server.expiry());
    }

    /** Reads the file at each call, and parses it only if its content has changed. */
    private static final class CertificateFile {
        private final Path path;
        private byte[] content = {};
        private Optional<Instant> expiry = Optional.empty();

        CertificateFile(Path path) {
            this.path = path;
        }

        synchronized Optional<Instant> expiry() {
            try {
                var read = Files.readAllBytes(path);
                if (!Arrays.equals(read, content)) {
                    content = read;
                    expiry = Optional.empty();
                    expiry = earliest(CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read)));
                }
                return expiry;
            } catch (IOException | CertificateException e) {
                return Optional.empty();
            }
        }

        private static Optional<Instant> earliest(Collection<? extends Certificate> certificates) {
            return certificates.stream()
                    .map(X509Certificate.class::cast)
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .min(Instant::compareTo);
        }
    }
}
