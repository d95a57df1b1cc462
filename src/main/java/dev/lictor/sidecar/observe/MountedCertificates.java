package dev.lictor.sidecar.observe;

import dev.lictor.consul.http.TlsDirectory;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.KeyMaterialFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
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
            return earliest(KeyMaterialFile.forConsul(Files.readAllBytes(file), file.toString())
                    .certificates());
        } catch (BrokenKeyMaterialException e) {
            return Optional.empty();
        } catch (IOException e) {
            read = TlsDirectory.Version.UNREAD;
            return Optional.empty();
        }
    }

    private static Optional<Instant> earliest(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo);
    }
}
