package dev.lictor.sidecar.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedCertificatesTest {
    private final TestCertificates ca = new TestCertificates();

    @TempDir
    Path mount;

    @Test
    void expiryIsReadAndReadAgainWhenTheMountIsRenewed() {
        var leaf = ca.leaf("127.0.0.1");
        ca.write(mount, leaf);
        var certificates = new MountedCertificates(mount);

        assertThat(certificates.get().server())
                .contains(leaf.certificate().getNotAfter().toInstant());
        assertThat(certificates.get().ca()).isPresent();

        var other = new TestCertificates();
        var renewed = other.leaf("127.0.0.2");
        other.write(mount, renewed);
        assertThat(certificates.get().server())
                .contains(renewed.certificate().getNotAfter().toInstant());
    }

    @Test
    void ofABundleTheFirstToEndCounts() throws IOException {
        ca.write(mount, ca.leaf("127.0.0.1"));
        var bundle = mount.resolve(ConsulConfiguration.CA_FILE);
        // a leaf ends before its ca
        Files.writeString(
                bundle,
                Files.readString(bundle) + Files.readString(mount.resolve(ConsulConfiguration.CERTIFICATE_FILE)));

        var expiry = new MountedCertificates(mount).get();

        assertThat(expiry.ca()).isEqualTo(expiry.server());
    }

    @Test
    void whatCannotBeReadIsUnknownAndNotWhatItWas() throws IOException {
        ca.write(mount, ca.leaf("127.0.0.1"));
        var certificates = new MountedCertificates(mount);
        certificates.get();

        TestCertificates.replace(
                mount.resolve(ConsulConfiguration.CERTIFICATE_FILE), "-----BEGIN CERTIFICATE-----\nno\n");
        assertThat(certificates.get().server()).isEmpty();
        assertThat(certificates.get().server()).isEmpty();

        Files.delete(mount.resolve(ConsulConfiguration.CA_FILE));
        assertThat(certificates.get()).isEqualTo(CertificateExpiry.UNKNOWN);
    }
}
