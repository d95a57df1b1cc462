package dev.lictor.cli;

import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags for the user's own key material. Their values are files, because other users can see a command line. */
public final class KeyFileOptions {
    @Option(
            names = "--ca-cert-file",
            paramLabel = "FILE",
            description =
                    "Certificate (PEM) of your own CA. Without it Lictor creates a CA. For an intermediate CA add the certificates of the CAs above it.")
    @Nullable
    Path ca;

    @Option(
            names = "--ca-key-file",
            paramLabel = "FILE",
            description =
                    "Key of that CA (PEM, not encrypted). Without it existing certificates are kept, and none is issued.")
    @Nullable
    Path caKey;

    @Option(
            names = "--server-cert-file",
            paramLabel = "FILE",
            description =
                    "Certificate (PEM) of the servers, issued by the cluster's CA, followed by intermediate certificates if there are any.")
    @Nullable
    Path server;

    @Option(
            names = "--server-key-file",
            paramLabel = "FILE",
            description = "Key of the servers' certificate (PEM, not encrypted).")
    @Nullable
    Path serverKey;

    /** The content of the files, and all problems with them. */
    record Read(SuppliedKeys keys, List<String> problems) {}

    Read read() {
        var problems = new ArrayList<String>();
        if ((server == null) != (serverKey == null)) {
            problems.add("--server-cert-file and --server-key-file belong together; give both or neither");
        }
        var keys = new SuppliedKeys(
                read("--ca-cert-file", ca, KeyFileOptions::ca, problems),
                read("--ca-key-file", caKey, Pem::readKey, problems),
                both(
                        read("--server-cert-file", server, Pem::readCertificates, problems),
                        read("--server-key-file", serverKey, Pem::readKey, problems)));
        return new Read(keys, problems);
    }

    private static Ca ca(String pem, String file) {
        return Ca.of(Pem.readCa(pem, file), Optional.empty());
    }

    private static Optional<CertificateAndKey> both(Optional<List<X509Certificate>> shown, Optional<PrivateKey> key) {
        return shown.flatMap(present -> key.map(own -> CertificateAndKey.of(present, own)));
    }

    private static <T> Optional<T> read(
            String flag, @Nullable Path file, BiFunction<String, String, T> parsed, List<String> problems) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parsed.apply(Files.readString(file), file.toString()));
        } catch (IOException e) {
            problems.add("%s: cannot read %s: %s".formatted(flag, file, e));
        } catch (BrokenKeyMaterialException e) {
            problems.add("%s: %s; %s".formatted(flag, e.getMessage(), e.remedy().orElse("give a file in PEM form")));
        }
        return Optional.empty();
    }
}
