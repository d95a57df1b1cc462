package dev.lictor.cli;

import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.KeyMaterialFile;
import dev.lictor.text.SmallFile;
import dev.lictor.text.UnreadableFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags for the user's own key material. Their values are files, because other users can see a command line. */
public final class KeyFileOptions {
    @Option(
            names = "--ca-cert-file",
            paramLabel = "FILE",
            description =
                    "Certificate of your own CA. Without it Lictor creates a CA. For an intermediate CA add the certificates of the CAs above it.")
    @Nullable
    Path ca;

    @Option(
            names = "--ca-key-file",
            paramLabel = "FILE",
            description =
                    "Key of that CA, not encrypted. Without it existing certificates are kept, and none is issued.")
    @Nullable
    Path caKey;

    @Option(
            names = "--server-cert-file",
            paramLabel = "FILE",
            description =
                    "Certificate of the servers, issued by the cluster's CA, followed by intermediate certificates if there are any.")
    @Nullable
    Path server;

    @Option(
            names = "--server-key-file",
            paramLabel = "FILE",
            description = "Key of the servers' certificate, not encrypted.")
    @Nullable
    Path serverKey;

    /** The content of the files, and all problems with them. */
    record Read(SuppliedKeys keys, List<String> problems) {}

    @FunctionalInterface
    private interface Form<T> {
        T of(KeyMaterialFile file);
    }

    Read read() {
        var problems = new ArrayList<String>();
        if ((server == null) != (serverKey == null)) {
            problems.add("--server-cert-file and --server-key-file belong together; give both or neither");
        }
        var suppliedCa = certificates("--ca-cert-file", ca, file -> Ca.of(file.ca(), Optional.empty()), problems);
        var suppliedKey = key("--ca-key-file", caKey, problems);
        suppliedCa
                .flatMap(known -> suppliedKey.flatMap(key -> mismatch(known, key)))
                .ifPresent(words -> problems.add("--ca-key-file: %s %s".formatted(caKey, words)));
        var certificates = certificates("--server-cert-file", server, KeyMaterialFile::certificates, problems);
        var pair = key("--server-key-file", serverKey, problems)
                .flatMap(key -> certificates.map(shown -> CertificateAndKey.inOrder(shown, key)));
        pair.flatMap(KeyFileOptions::mismatch)
                .ifPresent(words -> problems.add("--server-key-file: %s %s".formatted(serverKey, words)));
        return new Read(new SuppliedKeys(suppliedCa, suppliedKey, pair), problems);
    }

    private static Optional<String> mismatch(Ca ca, PrivateKey key) {
        if (!new CertificateAndKey(ca.certificate(), key).isMismatch()) {
            return Optional.empty();
        }
        var name = ca.certificate().getSubjectX500Principal().getName();
        return ca.above().stream()
                .filter(above -> new CertificateAndKey(above, key).isPair())
                .findFirst()
                .map(above ->
                        "is the key of '%s', above the CA of --ca-cert-file that signs, '%s'; give the key of that one"
                                .formatted(above.getSubjectX500Principal().getName(), name))
                .or(() -> Optional.of(
                        "does not belong to the certificate of --ca-cert-file, '%s'; give its key, or its certificate"
                                .formatted(name)));
    }

    private static Optional<String> mismatch(CertificateAndKey pair) {
        return pair.isMismatch()
                ? Optional.of("belongs to no certificate of --server-cert-file: %s; give the key of one of them"
                        .formatted(pair.shown().stream()
                                .map(shown -> "'%s'"
                                        .formatted(
                                                shown.getSubjectX500Principal().getName()))
                                .collect(Collectors.joining(", "))))
                : Optional.empty();
    }

    private static <T> Optional<T> certificates(String flag, @Nullable Path file, Form<T> form, List<String> problems) {
        return read(flag, file, form, "give a certificate in PEM form", problems);
    }

    private static Optional<PrivateKey> key(String flag, @Nullable Path file, List<String> problems) {
        return read(flag, file, KeyMaterialFile::key, "give a private key in PEM form", problems);
    }

    private static <T> Optional<T> read(
            String flag, @Nullable Path file, Form<T> form, String remedy, List<String> problems) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(form.of(KeyMaterialFile.forLictor(SmallFile.read(file), file.toString())));
        } catch (UnreadableFileException e) {
            problems.add("%s: %s".formatted(flag, e.getMessage()));
        } catch (BrokenKeyMaterialException e) {
            problems.add("%s: %s; %s".formatted(flag, e.getMessage(), e.remedy().orElse(remedy)));
        }
        return Optional.empty();
    }
}
