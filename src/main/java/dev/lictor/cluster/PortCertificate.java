package dev.lictor.cluster;

import java.util.List;
import java.util.Optional;

/** The files in the sidecar's container with which it serves HTTPS instead of HTTP. */
public record PortCertificate(String certificateFile, String keyFile) {
    /** Both files or none; one alone is a problem. */
    public static Optional<PortCertificate> of(
            Optional<String> certificateFile, Optional<String> keyFile, List<String> problems) {
        if (certificateFile.isPresent() != keyFile.isPresent()) {
            problems.add(
                    "lictor.sidecar.certificate-file is %s and lictor.sidecar.key-file is %s; set both for HTTPS, or neither"
                            .formatted(
                                    certificateFile.map("'%s'"::formatted).orElse("not set"),
                                    keyFile.map("'%s'"::formatted).orElse("not set")));
        }
        return certificateFile.flatMap(certificate -> keyFile.map(key -> new PortCertificate(certificate, key)));
    }
}
