package dev.lictor.consul.http;

import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.KeyMaterialFile;
import dev.lictor.pki.Pem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The contents of a mounted TLS directory.
 *
 * @param ca the CA certificates to trust, as PEM
 * @param own the certificate and key to present if Consul asks for one; empty unless both files exist
 */
record TlsFiles(String ca, Optional<Own> own) {
    /** A certificate and its key, as PEM. */
    record Own(String certificate, String key) {
        @Override
        public String toString() {
            return "Own[not shown]";
        }
    }

    Optional<PemKeyCertOptions> keyCertificate() {
        return own.map(pair -> new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(pair.certificate()))
                .addKeyValue(Buffer.buffer(pair.key())));
    }

    static TlsFiles read(TlsDirectory directory) throws IOException {
        var certificate = directory.certificate();
        var key = directory.key();
        var own = Files.exists(certificate) && Files.exists(key)
                ? Optional.of(new Own(certificates(certificate), key(key)))
                : Optional.<Own>empty();
        return new TlsFiles(certificates(directory.ca()), own);
    }

    /** Written anew, because the JDK and Vert.x stumble over comments that Consul passes over. */
    private static String certificates(Path file) throws IOException {
        return read(file, content -> Pem.certificates(content.certificates()));
    }

    private static String key(Path file) throws IOException {
        return read(file, content -> Pem.key(content.key()));
    }

    private static String read(Path file, Function<KeyMaterialFile, String> pem) throws IOException {
        try {
            return pem.apply(KeyMaterialFile.forConsul(Files.readAllBytes(file), "it"));
        } catch (BrokenKeyMaterialException e) {
            throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
