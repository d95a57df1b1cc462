package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.servers.RealConsul;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program itself, as a process, with real Consul servers. */
class LocalUpIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final List<LocalUpProcess> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(LocalUpProcess::kill);
    }

    @ParameterizedTest
    @EnumSource
    void theWholeJob(RealConsul version) throws IOException {
        var consul = version.path();

        // Given three servers
        var up = start(consul);
        untilAllReady(up);
        var key = Files.readString(directory.resolve("local/gossip.key"));
        var authority = Files.readString(directory.resolve("local/ca/ca.crt"));

        // Then what is hinted at works as it is printed
        assertThat(shell(up.hint("kv put"))).contains("Success! Data written to: greeting");
        assertThat(shell(up.hint("curl"))).contains("200 OK");

        // When the leader is killed
        var first = up.leader();
        shell(up.hint("kill -9"));

        // Then another leads, and all of it is said
        await().atMost(PATIENCE).until(() -> !up.leader().equals(first));
        assertThat(up.lines()).contains(first + " stopped (killed by signal 9)");
        await().atMost(PATIENCE).until(() -> up.last(up.leader()).endsWith("ready"));

        // When it is asked to stop
        var processes = up.descendants();
        assertThat(processes).hasSize(5);
        up.terminate();

        // Then nothing is left
        assertThat(up.exitCode()).isZero();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(up.errors()).isEmpty();

        // When it is started once more
        var again = start(consul);
        untilAllReady(again);

        // Then it is the same cluster
        assertThat(shell(again.hint("kv put").replace("put greeting hello", "get greeting")))
                .contains("hello");
        assertThat(directory.resolve("local/gossip.key")).hasContent(key);
        assertThat(directory.resolve("local/ca/ca.crt")).hasContent(authority);

        // When it is killed and cannot end its servers
        var orphans = again.descendants();
        again.killAlone();
        assertThat(orphans).hasSize(6).allMatch(ProcessHandle::isAlive);
        var third = start(consul);

        // Then the next one does
        untilAllReady(third);
        assertThat(third.lines()).contains("Stopping 6 processes that an earlier run left behind ...");
        assertThat(orphans).noneMatch(ProcessHandle::isAlive);
        third.terminate();
        assertThat(third.exitCode()).isZero();
    }

    @Test
    void aFolderHasOneClusterAtATime() throws IOException {
        var consul = RealConsul.NEWEST.path();
        var up = start(consul);
        await().atMost(PATIENCE).until(() -> !up.lines().isEmpty());

        var second = start(consul);

        assertThat(second.exitCode()).isEqualTo(5);
        assertThat(second.errors()).contains("lictor: another `lictor local up` runs in local");
    }

    @Test
    void aConsulThatDoesNotStartIsShownWithItsLog() throws IOException {
        var broken =
                script("exec %s \"$@\" $(test $1 = version || echo -no-such-flag)".formatted(RealConsul.NEWEST.path()));
        var up = start(broken);

        assertThat(up.exitCode()).isEqualTo(5);
        assertThat(up.errors())
                .anyMatch(line -> line.contains("stopped (exit code 1); its log"))
                .anyMatch(line -> line.contains("flag provided but not defined: -no-such-flag"));
        assertThat(up.descendants()).isEmpty();
    }

    @Test
    void invalidSettingsAreTold() throws IOException {
        var consul = script("echo Consul v1.22.7");

        var up = start(consul, "--servers", "2", "--set", "lictor.raft-multiplier=11");

        assertThat(up.exitCode()).isEqualTo(3);
        assertThat(up.errors()).anyMatch(line -> line.contains("lictor.servers is 2"));
        assertThat(directory.resolve("local")).doesNotExist();
    }

    private LocalUpProcess start(Path consul, String... more) throws IOException {
        var up = LocalUpProcess.start(directory, consul, more);
        started.add(up);
        return up;
    }

    private void untilAllReady(LocalUpProcess up) {
        await().atMost(PATIENCE)
                .failFast(() -> assertThat(up.isAlive())
                        .as("still runs: %s %s", up.lines(), up.errors())
                        .isTrue())
                .until(() -> List.of("consul-0", "consul-1", "consul-2").stream()
                        .allMatch(node -> up.last(node).endsWith("ready")
                                && !up.last(node).contains("not ready")));
        await().atMost(PATIENCE).until(() -> up.lines().stream().anyMatch(line -> line.startsWith("Ctrl-C ends")));
    }

    private String shell(String command) throws IOException {
        var process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader()) {
            return output.readAllAsString();
        }
    }

    private Path script(String commands) throws IOException {
        var file = Files.writeString(directory.resolve("consul"), "#!/bin/sh\n" + commands + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
