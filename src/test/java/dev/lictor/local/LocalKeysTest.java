package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.testing.LocalExamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKeysTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ClusterSpec spec = LocalExamples.spec();

    @TempDir
    Path folder;

    @Test
    void aSecondRunKeepsThem() throws IOException {
        make(spec, NOW);
        var made = all();

        make(spec, NOW.plus(Duration.ofDays(30)));

        assertThat(all()).isEqualTo(made);
    }

    @Test
    void allButTheCasCertificateAreTheirOwnersAlone() throws IOException {
        make(spec, NOW);

        assertThatOnlyTheCasCertificateIsPublic();
    }

    @Test
    void aServersCertificateIsRenewedBeforeItExpires() throws IOException {
        make(spec, NOW);
        var before = read("server-0/consul.crt");

        make(spec, NOW.plus(Duration.ofDays(300)));

        assertThat(read("server-0/consul.crt")).isNotEqualTo(before);
    }

    @Test
    void aBrokenServersCertificateIsMadeAnew() throws IOException {
        make(spec, NOW);
        Files.writeString(folder.resolve("server-0/consul.crt"), "broken");

        make(spec, NOW);

        assertThat(read("server-0/consul.crt")).startsWith("-----BEGIN CERTIFICATE-----");
    }

    @Test
    void theCertificateOfAnEarlierRunIsMadePublic() throws IOException {
        make(spec, NOW);
        Files.setPosixFilePermissions(LocalKeys.caFolder(folder), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(LocalKeys.caCertificate(folder), PosixFilePermissions.fromString("rw-------"));

        make(spec, NOW);

        assertThatOnlyTheCasCertificateIsPublic();
    }

    @Test
    void anExpiredCaStopsTheStart() {
        make(spec, NOW);

        assertThatThrownBy(() -> make(spec, NOW.plus(Duration.ofDays(3651))))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContainingAll("ca.crt expired at", "move " + folder.resolve("ca"));
    }

    @Test
    void aBrokenCaStopsTheStart() throws IOException {
        make(spec, NOW);
        Files.writeString(folder.resolve("ca/ca.key"), "broken");

        assertThatThrownBy(() -> make(spec, NOW))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContainingAll("ca.key", "move " + folder.resolve("ca"));
    }

    @Test
    void aLostGossipKeyIsNotReplacedWhereThereIsData() throws IOException {
        var keys = make(spec, NOW);
        Files.delete(folder.resolve("gossip.key"));

        assertThatThrownBy(() -> keys.gossip(true)).hasMessageContaining("gossip.key is missing");
        assertThat(keys.gossip(false).base64()).hasSize(44);
    }

    @Test
    void aBrokenGossipKeyStopsTheStartAndIsNotShown() throws IOException {
        var keys = make(spec, NOW);
        Files.writeString(folder.resolve("gossip.key"), "c2VjcmV0");

        assertThatThrownBy(() -> keys.gossip(true))
                .hasMessageContaining("the gossip key has 6 bytes")
                .hasMessageNotContaining("c2VjcmV0");
    }

    private void assertThatOnlyTheCasCertificateIsPublic() throws IOException {
        try (var files = Files.walk(folder).filter(Files::isRegularFile)) {
            assertThat(files)
                    .hasSize(6)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo(file.equals(LocalKeys.caCertificate(folder)) ? "rw-r--r--" : "rw-------"));
        }
        // Clients of other users must believe the servers, too.
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(LocalKeys.caFolder(folder))))
                .isEqualTo("rwx--x--x");
    }

    private LocalKeys make(ClusterSpec wanted, Instant now) {
        var keys = new LocalKeys(folder, InstantSource.fixed(now), new SecureRandom());
        keys.serverCertificate(keys.ca(wanted), wanted, folder.resolve("server-0"));
        keys.gossip(false);
        return keys;
    }

    private String all() throws IOException {
        return read("ca/ca.crt")
                + read("ca/ca.key")
                + read("gossip.key")
                + read("server-0/consul.crt")
                + read("server-0/consul-key.key")
                + read("server-0/ca.crt");
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }
}
