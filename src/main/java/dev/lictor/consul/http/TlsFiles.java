package dev.lictor.consul.http;

import dev.lictor.cluster.ConsulConfiguration;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** The identities of the files that {@link #read} reads. While they are the same, so are the contents. */
    static List<Optional<FileIdentity>> identities(Path directory) {
        return Stream.of(
                        ConsulConfiguration.CA_FILE, ConsulConfiguration.CERTIFICATE_FILE, ConsulConfiguration.KEY_FILE)
                .map(directory::resolve)
                .map(FileIdentity::of)
                .toList();
    }

    static TlsFiles read(Path directory) throws IOException {
        var certificate = directory.resolve(ConsulConfiguration.CERTIFICATE_FILE);
        var key = directory.resolve(ConsulConfiguration.KEY_FILE);
        var own = Files.exists(certificate) && Files.exists(key)
                ? Optional.of(new Own(Files.readString(certificate), Files.readString(key)))
                : Optional.<Own>empty();
        var caFile = directory.resolve(ConsulConfiguration.CA_FILE);
        var ca = Files.readString(caFile);
        if (!ca.contains("-----BEGIN CERTIFICATE-----")) {
            throw new IOException(caFile + ": it holds no certificate");
        }
        return new TlsFiles(ca, own);
    }
}
