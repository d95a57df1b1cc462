package dev.lictor.sidecar.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.Pem;
import dev.lictor.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedTlsReaderTest {
    private final CertificateIssuer ca = MountedExamples.ca();
    private final CertificateAndKey leaf = MountedExamples.leaf(ca);

    @TempDir
    Path directory;

    private MountedTlsReader mounted = new MountedTlsReader(Path.of(""));

    @BeforeEach
    void mount() throws IOException {
        mounted = new MountedTlsReader(directory);
        write("ca.crt", Pem.certificate(ca.certificate()));
        write("consul.crt", Pem.certificate(leaf.certificate()));
        write("consul-key.key", Pem.key(leaf.key()));
    }

    @Test
    void filesThatBelongTogetherAreWhole() {
        assertThat(mounted.get())
                .isInstanceOfSatisfying(
                        MountedTls.Whole.class,
                        whole -> assertThat(whole.server()).isEqualTo(leaf.certificate()));
    }

    @Test
    void theSameFilesAreTheSameMount() {
        assertThat(mounted.get()).isEqualTo(new MountedTlsReader(directory).get());
    }

    @Test
    void anotherCaBesideTheFirstIsAnotherMountOfTheSameCertificate() throws IOException {
        var before = (MountedTls.Whole) mounted.get();
        write("ca.crt", Pem.certificate(MountedExamples.ca().certificate()) + Pem.certificate(ca.certificate()));

        assertThat(mounted.get()).isInstanceOfSatisfying(MountedTls.Whole.class, after -> {
            assertThat(after.sameFiles(before)).isFalse();
            assertThat(after.server()).isEqualTo(before.server());
        });
    }

    @Test
    void aKeyOfAnotherCertificateIsBroken() throws IOException {
        write("consul-key.key", Pem.key(MountedExamples.leaf(ca).key()));

        assertThat(broken()).isEqualTo("consul-key.key does not belong to consul.crt");
    }

    @Test
    void aCertificateOfAnotherCaIsBroken() throws IOException {
        write("ca.crt", Pem.certificate(MountedExamples.ca().certificate()));

        assertThat(broken()).isEqualTo("consul.crt is issued by no CA of ca.crt");
    }

    @Test
    void aFileThatIsNotThereIsBroken() throws IOException {
        Files.delete(directory.resolve("consul.crt"));

        assertThat(broken()).isEqualTo("cannot read " + directory.resolve("consul.crt"));
    }

    @Test
    void aFileThatWasWrittenInPartIsBrokenAndShowsNothingOfIt() throws IOException {
        var key = Pem.key(leaf.key());
        write("consul-key.key", key.substring(0, key.length() / 2));

        assertThat(broken())
                .startsWith("consul-key.key ")
                .doesNotContain(key.lines().toList().get(1));
    }

    @Test
    void aMountThatIsWholeAgainIsSeenToBe() throws IOException {
        write("consul-key.key", "");
        assertThat(broken()).isEqualTo("consul-key.key is empty");

        write("consul-key.key", Pem.key(leaf.key()));

        assertThat(mounted.get()).isInstanceOf(MountedTls.Whole.class);
    }

    private String broken() {
        return ((MountedTls.Broken) mounted.get()).why();
    }

    private void write(String file, String content) throws IOException {
        TestCertificates.replace(directory.resolve(file), content);
    }
}
