package dev.lictor.cli;

import dev.lictor.cluster.PortCertificate;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Pem;
import dev.lictor.pki.TlsBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files by which the sidecar's port serves HTTPS, looked at before Quarkus does, which fails of them with a stack trace. */
final class ServerCertificateCheck {
    private ServerCertificateCheck() {}

    /** @throws CommandFailure if they cannot be served by */
    static void check(PortCertificate files) {
        try {
            var material = new CertificateAndKey(
                    Pem.readCertificate(read(files.certificateFile()), files.certificateFile()),
                    Pem.readKey(read(files.keyFile()), files.keyFile()));
            if (!TlsBundle.fits(material)) {
                throw new BrokenKeyMaterialException(
                        "%s does not belong to %s".formatted(files.keyFile(), files.certificateFile()));
            }
        } catch (BrokenKeyMaterialException | IOException e) {
            throw new CommandFailure(
                    ExitCode.INVALID_SETTINGS,
                    "cannot serve HTTPS by lictor.sidecar.certificate-file and key-file: %s; leave both out for HTTP"
                            .formatted(e instanceof IOException ? "cannot read " + e.getMessage() : e.getMessage()));
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}
