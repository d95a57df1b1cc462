package dev.lictor.consul.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

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
                ? Optional.of(new Own(Files.readString(certificate), Files.readString(key)))
                : Optional.<Own>empty();
        var caFile = directory.ca();
        var ca = Files.readString(caFile);
        if (!ca.contains("-----BEGIN CERTIFICATE-----")) {
            throw new IOException(caFile + ": it holds no certificate");
        }
        return new TlsFiles(ca, own);
    }
}
