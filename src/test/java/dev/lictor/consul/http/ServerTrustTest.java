package dev.lictor.consul.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Pem;
import dev.lictor.testing.TestCertificates;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which certificates are trusted after which mounts, apart from their names. */
class ServerTrustTest {
    private static final String NAME = "127.0.0.1";

    private final TestCertificates before = new TestCertificates();
    private final TestCertificates after = new TestCertificates();
    private final ServerTrust own = new ServerTrust(true);

    @Test
    void aRemoteServerNeedsAValidCertificateOfTheMountedCa() throws IOException {
        var trust = new ServerTrust(false);
        mount(trust, before, before.leaf(NAME));
        mount(trust, after, after.leaf(NAME));

        assertThat(rejection(trust, after.leaf(NAME))).isEmpty();
        assertThat(rejection(trust, after.expiredLeaf(NAME)).orElseThrow())
                .contains("that is valid from ", "mount a valid one and reload Consul");
        assertThat(rejection(trust, before.leaf(NAME)).orElseThrow()).contains("ca.crt holds");
    }

    @Test
    void theOwnServerMayServeACertificateOfAnEarlierMount() throws IOException {
        mount(own, before, before.leaf(NAME));
        mount(own, after, after.leaf(NAME));

        assertThat(rejection(own, before.leaf(NAME))).isEmpty();
        assertThat(rejection(own, before.expiredLeaf(NAME))).isEmpty();
        assertThat(rejection(own, after.expiredLeaf(NAME))).isEmpty();
        assertThat(rejection(own, new TestCertificates().leaf(NAME))).isPresent();
        assertThat(rejection(own, new TestCertificates().expiredLeaf(NAME))).isPresent();
    }

    @Test
    void theOwnServerMayServeTheMountedCertificateItself() throws IOException {
        // Given one that no CA of the bundle has issued
        var foreign = new TestCertificates();
        var shown = foreign.expiredLeaf(NAME);
        mount(own, before, shown);
        mount(own, after, after.leaf(NAME));

        assertThat(rejection(own, shown)).isEmpty();
        assertThat(rejection(own, foreign.expiredLeaf(NAME))).isPresent();
    }

    @Test
    void earlierMountsAreDroppedWhenTheNewestIsServed() throws IOException {
        mount(own, before, before.leaf(NAME));
        mount(own, after, after.leaf(NAME));
        assertThat(rejection(own, after.leaf(NAME))).isEmpty();

        assertThat(rejection(own, before.leaf(NAME))).isPresent();
    }

    @Test
    void aServerThatDidNotReloadForSeveralMountsIsTrusted() throws IOException {
        mount(own, before, before.leaf(NAME));
        mount(own, new TestCertificates(), after.leaf(NAME));
        mount(own, after, after.leaf(NAME));
        mount(own, after, after.leaf(NAME));

        assertThat(rejection(own, before.leaf(NAME))).isEmpty();
    }

    private static void mount(ServerTrust trust, TestCertificates ca, CertificateAndKey leaf) throws IOException {
        trust.mounted(new TlsFiles(
                Pem.certificate(ca.certificate()),
                Optional.of(new TlsFiles.Own(Pem.certificate(leaf.certificate()), Pem.key(leaf.key())))));
    }

    private static Optional<String> rejection(ServerTrust trust, CertificateAndKey shown) {
        try {
            trust.checkServerTrusted(new X509Certificate[] {shown.certificate()}, "ECDHE_ECDSA");
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
