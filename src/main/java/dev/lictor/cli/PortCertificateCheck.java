package dev.lictor.cli;

import dev.lictor.cluster.PortCertificate;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.KeyMaterialFile;
import dev.lictor.text.SmallFile;
import dev.lictor.text.UnreadableFileException;
import java.nio.file.Path;

/** Checks the certificate and key of the sidecar's HTTPS port before Quarkus reads them, because Quarkus fails with a stack trace. */
final class PortCertificateCheck {
    private PortCertificateCheck() {}

    /** @throws CommandFailure if a file cannot be read or parsed, or the key does not belong to the certificate */
    static PortCertificate checked(PortCertificate files) {
        try {
            var material = CertificateAndKey.of(
                    read(files.certificateFile()).certificates(),
                    read(files.keyFile()).key());
            if (!material.isPair()) {
                throw new BrokenKeyMaterialException(
                        "%s does not belong to %s".formatted(files.keyFile(), files.certificateFile()));
            }
            return files;
        } catch (BrokenKeyMaterialException e) {
            throw failure(
                    e.getMessage() + e.remedy().map(remedy -> "; " + remedy).orElse(""));
        } catch (UnreadableFileException e) {
            throw failure(String.valueOf(e.getMessage()));
        }
    }

    private static CommandFailure failure(String why) {
        return new CommandFailure(
                ExitCode.INVALID_SETTINGS,
                "cannot serve HTTPS with lictor.sidecar.certificate-file and key-file: %s; leave both out for HTTP"
                        .formatted(why));
    }

    /** Quarkus reads PEM alone, as Consul does. */
    private static KeyMaterialFile read(String file) throws UnreadableFileException {
        return KeyMaterialFile.forConsul(SmallFile.read(Path.of(file)), file);
    }
}
