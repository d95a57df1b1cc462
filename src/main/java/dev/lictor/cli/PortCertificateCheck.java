package dev.lictor.cli;

import dev.lictor.cluster.PortCertificate;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks the certificate and key of the sidecar's HTTPS port before Quarkus reads them, because Quarkus fails with a stack trace. */
final class PortCertificateCheck {
    private PortCertificateCheck() {}

    /** @throws CommandFailure if a file cannot be read or parsed, or the key does not belong to the certificate */
    static PortCertificate checked(PortCertificate files) {
        try {
            var material = new CertificateAndKey(
                    Pem.readCertificate(read(files.certificateFile()), files.certificateFile()),
                    Pem.readKey(read(files.keyFile()), files.keyFile()));
            if (!material.isPair()) {
                throw new BrokenKeyMaterialException(
                        "%s does not belong to %s".formatted(files.keyFile(), files.certificateFile()));
            }
            return files;
        } catch (BrokenKeyMaterialException | IOException e) {
            throw new CommandFailure(
                    ExitCode.INVALID_SETTINGS,
                    "cannot serve HTTPS with lictor.sidecar.certificate-file and key-file: %s; leave both out for HTTP"
                            .formatted(e instanceof IOException ? "cannot read " + e.getMessage() : e.getMessage()));
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}
