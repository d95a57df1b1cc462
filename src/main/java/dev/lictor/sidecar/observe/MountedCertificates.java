package dev.lictor.sidecar.observe;

import dev.lictor.consul.http.TlsDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/** The expiry of the certificates in a TLS directory. The files are read again only if they have been replaced, or could not be read. */
public final class MountedCertificates implements Supplier<CertificateExpiry> {
    private final TlsDirectory directory;
    private TlsDirectory.Version read = TlsDirectory.Version.UNREAD;
    private CertificateExpiry expiry = CertificateExpiry.UNKNOWN;

    public MountedCertificates(Path directory) {
        this.directory = new TlsDirectory(directory);
    }

    @Override
    public synchronized CertificateExpiry get() {
        var found = directory.version();
        if (!found.equals(read)) {
            read = found;
            expiry = new CertificateExpiry(earliest(directory.ca()), earliest(directory.certificate()));
        }
        return expiry;
    }

    private Optional<Instant> earliest(Path file) {
        try {
            return earliest(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
        } catch (CertificateException e) {
            return Optional.empty();
        } catch (IOException e) {
            read = TlsDirectory.Version.UNREAD;
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
