package dev.lictor.it.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.pki.CaProfile;
import dev.lictor.pki.CertificateIssuer;
import dev.lictor.pki.Pem;
import dev.lictor.testing.Specs;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.RealConsul;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Consul accepts the keys and certificates of every type that Lictor makes. */
@Tag("once")
class ConsulKeysIT {
    @TempDir
    Path directory;

    /** Consul 1.7.2 cannot sign with an RSA key in any encoding. */
    @ParameterizedTest
    @CsvSource({
        "OLDEST,ec-p256",
        "OLDEST,ec-p384",
        "NEWEST,ec-p256",
        "NEWEST,ec-p384",
        "NEWEST,rsa-2048",
        "NEWEST,rsa-4096"
    })
    void consulsOwnToolSignsByTheCa(RealConsul consul, String keyType) throws IOException, InterruptedException {
        var spec = Specs.with(Map.of("lictor.tls.key-type", keyType));
        var made = CertificateIssuer.create(CaProfile.of(spec), Instant.now(), new SecureRandom());
        Files.writeString(directory.resolve("ca.crt"), Pem.certificate(made.certificate()));
        Files.writeString(directory.resolve("ca.key"), Pem.caKey(made.own()));

        var said = run(consul, "tls", "cert", "create", "-server", "-ca=ca.crt", "-key=ca.key");

        assertThat(directory.resolve("dc1-server-consul-0.pem")).as(said).exists();
    }

    @ParameterizedTest
    @EnumSource
    void serversTrustEachOtherByRsaKeysAndACaOfTheirNamesAlone(RealConsul consul)
            throws IOException, InterruptedException {
        var settings = Map.of("lictor.tls.key-type", "rsa-2048", "lictor.tls.name-constraints", "true");
        try (var servers = new ConsulServers(consul, directory, 3, settings, Map.of())) {
            servers.startAll();

            // Go enforces the name constraints of trusted CAs.
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> run(
                                    consul,
                                    "operator",
                                    "raft",
                                    "list-peers",
                                    "-http-addr=" + servers.url(0),
                                    "-ca-file=" + servers.tlsDirectory().resolve("ca.crt"))
                            .contains("leader"));
        }
    }

    private String run(RealConsul consul, String... args) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(consul.path().toString()));
        command.addAll(List.of(args));
        var output = directory.resolve("output").toFile();
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output.toPath());
    }
}
