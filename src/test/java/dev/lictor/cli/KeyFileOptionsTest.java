package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.pki.Pem;
import dev.lictor.testing.ForeignCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
                .anyMatch(problem -> problem.startsWith("--ca-key-file: %s holds no private key".formatted(garbage)));
    }

    private static KeyFileOptions.Read read(String... args) {
        var options = new KeyFileOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("files", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs(args);
        return options.read();
    }
}
