package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.cluster.ConsulVersion;
import dev.lictor.testing.LocalExamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulProgramTest {
    @TempDir
    Path directory;

    @Test
    void isFoundOnThePathAndAskedForItsVersion() throws IOException {
        var program = script("consul", "echo Consul v1.7.2; echo Protocol 2 spoken by default");

        assertThat(ConsulProgram.find(Optional.empty(), "/nowhere::" + directory))
                .isEqualTo(new ConsulProgram(program, ConsulVersion.OLDEST));
    }

    @Test
    void theNamedOneWins() throws IOException {
        script("consul", "echo Consul v1.7.2");
        var named = script("other", "echo Consul v1.22.7+ent");

        assertThat(ConsulProgram.find(Optional.of(named), directory.toString()).version())
                .isEqualTo(LocalExamples.NEWEST);
    }

    @Test
    void withoutOneTheRemedyIsSaid() {
        assertThatThrownBy(() -> ConsulProgram.find(Optional.empty(), directory.toString()))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContainingAll("no consul on the PATH", "--consul PATH", "releases.hashicorp.com");
        assertThatThrownBy(() -> ConsulProgram.find(Optional.empty(), null))
                .hasMessageContaining("no consul on the PATH");
    }

    @Test
    void aNamedOneMustBeAProgram() throws IOException {
        var text = Files.writeString(directory.resolve("consul"), "no program");

        assertThatThrownBy(() -> ConsulProgram.find(Optional.of(text), ""))
                .hasMessageContaining("is not an executable file");
        assertThatThrownBy(() -> ConsulProgram.find(Optional.of(directory), ""))
                .hasMessageContaining("is not an executable file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GNU bash, version 5.2", "Consul vNext", "Consul 1.22.7"})
    void anotherProgramIsRefused(String answer) {
        assertThatThrownBy(() -> ConsulProgram.supported(Path.of("consul"), answer))
                .hasMessageContaining("does not answer like Consul: '" + answer + "'");
    }

    @Test
    void anOlderConsulIsRefused() {
        assertThatThrownBy(() -> ConsulProgram.supported(Path.of("consul"), "Consul v1.6.10\n"))
                .hasMessageContaining("consul is Consul 1.6.10; Lictor supports 1.7.2 and newer");
    }

    @Test
    void aVersionThatLictorDoesNotKnowIsSaidToBeSo() {
        assertThat(new ConsulProgram(Path.of("consul"), new ConsulVersion(1, 23, 0)).versionWarning())
                .contains(
                        "Consul 1.23.0 is newer than Lictor is tested with (1.7.2 to 1.22.7); it is configured like 1.22.7");
        assertThat(new ConsulProgram(Path.of("consul"), ConsulVersion.NEWEST).versionWarning())
                .isEmpty();
    }

    private Path script(String name, String commands) throws IOException {
        var file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + commands + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
