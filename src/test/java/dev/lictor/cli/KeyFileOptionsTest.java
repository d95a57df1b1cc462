package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.pki.Pem;
import dev.lictor.testing.ForeignCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyFileOptionsTest {
    @TempDir
    Path folder;

    @Test
    void nothingGivenIsNothing() {
        var read = read();

        assertThat(read.problems()).isEmpty();
        assertThat(read.keys().ca()).isEmpty();
        assertThat(read.keys().server()).isEmpty();
    }

    @Test
    void whatTheFilesHoldIsRead() throws IOException {
        var own = ForeignCertificates.ca(Instant.now()).make();
        var certificate = Files.writeString(folder.resolve("own.crt"), Pem.certificate(own.certificate()));
        var key = Files.writeString(folder.resolve("own.key"), Pem.key(own.key().orElseThrow()));

        var read = read("--ca-cert-file=" + certificate, "--ca-key-file=" + key);

        assertThat(read.problems()).isEmpty();
        assertThat(read.keys().ca()).contains(own.with(Optional.empty()));
        assertThat(read.keys().caKey()).isEqualTo(own.key());
    }

    @Test
    void everyProblemIsToldAtOnce() throws IOException {
        var garbage = Files.writeString(folder.resolve("garbage"), "not a key but secret");

        var read = read(
                "--ca-cert-file=" + folder.resolve("none"),
                "--ca-key-file=" + garbage,
                "--server-cert-file=" + garbage);

        assertThat(read.problems())
                .hasSize(4)
                .noneMatch(problem -> problem.contains("secret"))
                .anyMatch(problem -> problem.startsWith("--server-cert-file and --server-key-file belong together"))
                .anyMatch(problem -> problem.startsWith("--ca-cert-file: cannot read " + folder.resolve("none")))
                .anyMatch(problem -> problem.equals(
                        "--ca-key-file: %s is neither in PEM nor in DER form; give a private key in PEM form"
                                .formatted(garbage)));
    }

    @Test
    void swappedFilesAreToldApart() throws IOException {
        var own = ForeignCertificates.ca(Instant.now()).make();
        var certificate = Files.writeString(folder.resolve("own.crt"), Pem.certificate(own.certificate()));
        var key = Files.writeString(folder.resolve("own.key"), Pem.key(own.key().orElseThrow()));

        assertThat(read("--ca-cert-file=" + key, "--ca-key-file=" + certificate).problems())
                .containsExactly(
                        "--ca-cert-file: %s holds a private key and no certificate; give a certificate in PEM form"
                                .formatted(key),
                        "--ca-key-file: %s holds a certificate and no private key; give a private key in PEM form"
                                .formatted(certificate));
    }

    @Test
    void aKeyIsComparedWithItsCertificateBeforeAnythingIsAsked() throws IOException {
        var root = ForeignCertificates.ca(Instant.now()).named("CN=root").make();
        var between = ForeignCertificates.ca(Instant.now())
                .named("CN=int")
                .signedBy(root)
                .make();
        var other = ForeignCertificates.ca(Instant.now()).make();
        var chain = Files.writeString(
                folder.resolve("chain.crt"), Pem.certificates(List.of(between.certificate(), root.certificate())));
        var rootKey =
                Files.writeString(folder.resolve("root.key"), Pem.key(root.key().orElseThrow()));
        var otherKey = Files.writeString(
                folder.resolve("other.key"), Pem.key(other.key().orElseThrow()));

        assertThat(read("--ca-cert-file=" + chain, "--ca-key-file=" + rootKey).problems())
                .containsExactly(
                        "--ca-key-file: %s is the key of 'CN=root', above the CA of --ca-cert-file that signs, 'CN=int'; give the key of that one"
                                .formatted(rootKey));
        assertThat(read(
                                "--ca-cert-file=" + chain,
                                "--ca-key-file=" + otherKey,
                                "--server-cert-file=" + chain,
                                "--server-key-file=" + otherKey)
                        .problems())
                .containsExactly(
                        "--ca-key-file: %s does not belong to the certificate of --ca-cert-file, 'CN=int'; give its key, or its certificate"
                                .formatted(otherKey),
                        "--server-key-file: %s belongs to no certificate of --server-cert-file: 'CN=int', 'CN=root'; give the key of one of them"
                                .formatted(otherKey));
    }

    @Test
    void theServersCertificateIsTheOneOfTheKeyWhereverItIsInTheFile() throws IOException {
        var root = ForeignCertificates.ca(Instant.now()).named("CN=root").make();
        var between = ForeignCertificates.ca(Instant.now())
                .named("CN=int")
                .signedBy(root)
                .make();
        var leaf = ForeignCertificates.server(between, Instant.now(), "server.dc1.consul", "127.0.0.1")
                .makeLeaf();
        var shuffled = Files.writeString(
                folder.resolve("shuffled.crt"),
                Pem.certificates(List.of(root.certificate(), leaf.certificate(), between.certificate())));
        var key = Files.writeString(folder.resolve("consul.key"), Pem.key(leaf.key()));

        var read = read("--server-cert-file=" + shuffled, "--server-key-file=" + key);

        assertThat(read.problems()).isEmpty();
        assertThat(read.keys().server().orElseThrow().shown())
                .containsExactly(leaf.certificate(), between.certificate(), root.certificate());
    }

    /** Of keys that Consul does not use nobody says here that they do not fit; the rules refuse them for what they are. */
    @Test
    void anRsaPssPairIsNotTakenForAMismatch() throws IOException {
        var own = ForeignCertificates.ca(Instant.now())
                .of("RSASSA-PSS", 2048)
                .signedWith("SHA256withRSA")
                .signedBy(ForeignCertificates.ca(Instant.now()).make())
                .make();
        var certificate = Files.writeString(folder.resolve("own.crt"), Pem.certificate(own.certificate()));
        var key = Files.writeString(folder.resolve("own.key"), Pem.key(own.key().orElseThrow()));

        assertThat(read("--ca-cert-file=" + certificate, "--ca-key-file=" + key).problems())
                .isEmpty();
    }

    private static KeyFileOptions.Read read(String... args) {
        var options = new KeyFileOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("files", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs(args);
        return options.read();
    }
}
