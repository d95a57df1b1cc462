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
 * What a mounted TLS directory held when it was read.
 *
 * @param authority the certificates to trust
 * @param own certificate and key to show if Consul asks; absent unless both files are there
 */
record TlsFiles(String authority, Optional<Own> own) {
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

    /** Of the files that {@link #read} would read: it finds the same in them as long as these are the same. */
    static List<Optional<FileIdentity>> stamps(Path directory) {
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
        var authorityFile = directory.resolve(ConsulConfiguration.CA_FILE);
        var authority = Files.readString(authorityFile);
        if (!authority.contains("-----BEGIN CERTIFICATE-----")) {
            throw new IOException(authorityFile + ": it holds no certificate");
        }
        return new TlsFiles(authority, own);
    }
}
