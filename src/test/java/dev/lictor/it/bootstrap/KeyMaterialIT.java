package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.pki.Fingerprint;
import dev.lictor.pki.Pem;
import dev.lictor.testing.ForeignCertificates;
import dev.lictor.testing.servers.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key material: created, supplied by files, taken over, and never printed; on a real API server. Each test has a namespace of its own. */
class KeyMaterialIT {
    @AutoClose
    private static ApiServer api;

    @TempDir
    Path directory;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void keyMaterialNeverReachesTheOutput() {
        var job = BootstrapJob.inNewNamespace(api);
        var said = new StringBuilder();
        said.append(job.run("--dry-run").words());
        said.append(job.succeeds().words());
        var material = job.keyMaterial();
        said.append(job.succeeds("--set=lictor.datacenter=dc2").words());
        job.edit(
                "consul-gossip",
                data -> data.put("gossip-encryption-key", BootstrapJob.encoded("not-a-key-but-secret")));
        said.append(job.run("--no-wait").words());

        material.addAll(job.keyMaterial());
        assertThat(material).hasSizeGreaterThan(20).noneMatch(said.toString()::contains);
    }

    @Test
    void aSuppliedCaIsReadFromFilesAndItsKeyMayBeAddedLater() {
        var job = BootstrapJob.inNewNamespace(api);
        var own = ForeignCertificates.ca(Instant.now()).make();
        var leaf = ForeignCertificates.server(own, Instant.now(), "server.dc1.consul", "127.0.0.1")
                .makeLeaf();
        var caCertificate = "--ca-cert-file=" + file("own.crt", Pem.certificate(own.certificate()));
        var caKey = "--ca-key-file=" + file("own.key", Pem.key(own.key().orElseThrow()));

        // Without the CA's key no certificate is issued
        var refused = job.run("--no-wait", caCertificate);
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.out())
                .contains("secret/consul-tls refused: does not exist")
                .contains("--server-cert-file");

        // With a supplied certificate it is enough, in later runs, too
        job.succeeds(
                caCertificate,
                "--server-cert-file=" + file("consul.crt", Pem.certificate(leaf.certificate())),
                "--server-key-file=" + file("consul.key", Pem.key(leaf.key())));
        var before = job.settled();
        assertThat(job.succeeds().out())
                .contains("its key is kept elsewhere, so nothing is issued")
                .containsPattern("secret/consul-tls kept: .*names differ.*--ca-key-file");
        assertThat(job.resourceVersions()).isEqualTo(before);

        // The key is added, and the CA issues certificates
        var added = job.succeeds(caKey);
        assertThat(added.lines())
                .contains("secret/consul-ca changed: the key of --ca-key-file is added")
                .anyMatch(line -> line.startsWith("secret/consul-tls changed: names differ"));
        assertThat(job.succeeds(caCertificate, caKey).lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));

        // Another CA is refused by name, and no key was printed
        var other = ForeignCertificates.ca(Instant.now()).make().certificate();
        var foreign = job.run("--no-wait", "--ca-cert-file=" + file("other.crt", Pem.certificate(other)));
        assertThat(foreign.exitCode()).isEqualTo(4);
        assertThat(foreign.out()).contains(Fingerprint.of(own.certificate()), Fingerprint.of(other));
        assertThat(job.keyMaterial()).noneMatch((added.words() + foreign.words())::contains);
    }

    @Test
    void keysMayBeRsaAndTheCaMayHaveNameConstraints() {
        var job = BootstrapJob.inNewNamespace(api);
        var asked = new String[] {"--set=lictor.tls.key-type=rsa-2048", "--set=lictor.tls.name-constraints=true"};

        job.succeeds(asked);

        assertThat(job.secret("consul-ca"))
                .hasEntrySatisfying(
                        "ca.key",
                        key -> assertThat(BootstrapJob.decoded(key)).startsWith("-----BEGIN RSA PRIVATE KEY"));
        assertThat(job.succeeds(asked).lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void theTutorialsSecretIsTakenOverWithAllItsEntries() {
        var job = BootstrapJob.inNewNamespace(api);
        var own = ForeignCertificates.ca(Instant.now()).make();
        var leaf = ForeignCertificates.server(own, Instant.now(), "server.lan.cluster.local", "127.0.0.1")
                .makeLeaf();
        api.kubectl(
                "create",
                "secret",
                "generic",
                "consul-tls",
                "--namespace=" + job.namespace(),
                "--from-literal=gossip-encryption-key=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=",
                "--from-file=ca.crt=" + file("ca.crt", Pem.certificate(own.certificate())),
                "--from-file=consul.crt=" + file("consul.crt", Pem.certificate(leaf.certificate())),
                "--from-file=consul-key.key=" + file("consul-key.key", Pem.key(leaf.key())));
        var before = job.secret("consul-tls");
        var example = new String[] {
            "--set=lictor.datacenter=lan",
            "--set=lictor.domain=cluster.local",
            "--set=lictor.verify-incoming=all",
            "--set=lictor.names.gossip-secret=consul-tls"
        };

        var refused = job.run(with("--no-wait", example));
        var adopted = job.succeeds(with("--adopt", example));

        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.out()).containsPattern("secret/consul-tls refused: .*--adopt");
        assertThat(adopted.lines())
                .contains("secret/consul-ca created")
                .anyMatch(line -> line.startsWith("secret/consul-tls changed: taken over"));
        assertThat(job.secret("consul-tls")).isEqualTo(before);
        assertThat(job.secret("consul-ca"))
                .containsOnlyKeys("ca.crt")
                .containsEntry("ca.crt", BootstrapJob.encoded(Pem.certificate(own.certificate())));
        assertThat(job.succeeds(example).lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    private static String[] with(String first, String... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
    }

    private Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
