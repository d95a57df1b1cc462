package dev.lictor.testing;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.cluster.KeyType;
import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.LeafProfile;
import dev.lictor.pki.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A CA and the certificates that it signs, as files of a mounted Secret and as the TLS of a test server. */
public final class TestCertificates {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final char[] NO_PASSWORD = {};

    private final CertificateIssuer ca = CertificateIssuer.create(
            new CaProfile("Lictor test CA", KeyType.EC_P256, Duration.ofDays(10), List.of()), Instant.now(), RANDOM);

    /** A certificate for an address. */
    public CertificateAndKey leaf(String address) {
        return leaf(address, Duration.ofDays(5), Instant.now());
    }

    /** An expired certificate. */
    public CertificateAndKey expiredLeaf(String address) {
        return leaf(address, Duration.ofDays(1), Instant.now().minus(Duration.ofDays(2)));
    }

    /** The CA's own certificate. */
    public X509Certificate certificate() {
        return ca.certificate();
    }

    private CertificateAndKey leaf(String address, Duration validity, Instant begin) {
        return ca.issue(
                new LeafProfile(
                        "server.dc1.consul",
                        List.of("server.dc1.consul"),
                        List.of(address),
                        List.of(),
                        KeyType.EC_P256),
                validity,
                begin);
    }

    /** Writes the three files of a servers' TLS Secret. */
    public void write(Path directory, CertificateAndKey leaf) {
        try {
            replace(directory.resolve(ConsulConfiguration.CA_FILE), Pem.certificate(ca.certificate()));
            replace(directory.resolve(ConsulConfiguration.CERTIFICATE_FILE), Pem.certificate(leaf.certificate()));
            replace(directory.resolve(ConsulConfiguration.KEY_FILE), Pem.key(leaf.key()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the three files with other CAs, in addition to this one or instead of it. */
    public static void write(Path directory, CertificateAndKey leaf, TestCertificates... cas) {
        cas[0].write(directory, leaf);
        try {
            replace(
                    directory.resolve(ConsulConfiguration.CA_FILE),
                    Arrays.stream(cas)
                            .map(each -> Pem.certificate(each.certificate()))
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a file by a new one, as Kubernetes does in a mount. */
    public static void replace(Path file, String content) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, content);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A server on loopback that presents a certificate and can require a client certificate of the same CA. */
    public HttpsServer server(CertificateAndKey leaf, boolean demandsCertificate) {
        try {
            var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context(leaf)) {
                @Override
                public void configure(HttpsParameters parameters) {
                    var tls = getSSLContext().getDefaultSSLParameters();
                    tls.setNeedClientAuth(demandsCertificate);
                    parameters.setSSLParameters(tls);
                }
            });
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SSLContext context(CertificateAndKey leaf) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "leaf", leaf.key(), NO_PASSWORD, new Certificate[] {leaf.certificate(), ca.certificate()});
            store.setCertificateEntry("ca", ca.certificate());
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), RANDOM);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
