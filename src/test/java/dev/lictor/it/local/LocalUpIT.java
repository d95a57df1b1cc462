package dev.lictor.it.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.local.Loopback;
import dev.lictor.testing.servers.RealConsul;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs {@code local up} as a process, with real Consul servers. */
class LocalUpIT {
    private static final Pattern URL_PORT = Pattern.compile("://127\\.0\\.0\\.1:(\\d+)");
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final List<LocalUpProcess> started = new ArrayList<>();
    private final List<Process> processesByHand = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(LocalUpProcess::kill);
        processesByHand.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @EnumSource
    void aClusterOnThisMachineThroughItsLife(RealConsul version) throws IOException {
        var consul = version.path();

        // Given three servers
        var up = start(consul);
        untilAllReady(up);
        var folder = directory.resolve(LocalUpProcess.FOLDER);
        var key = Files.readString(folder.resolve("gossip.key"));
        var ca = Files.readString(folder.resolve("ca/ca.crt"));

        // Then the printed hints work in any folder
        assertThat(shell(up.hint("kv put"))).contains("Success! Data written to: greeting");
        assertThat(shell(up.hint("curl"))).contains("200 OK");

        // When the leader is killed
        var first = up.leader();
        shell(up.hint("kill -9"));

        // Then another server leads, and the output says so
        await().atMost(TIMEOUT).until(() -> !up.leader().equals(first));
        assertThat(up.lines()).contains(first + " stopped (killed by signal 9), starts again in 5 s");

        // And the killed server restarts by itself, and the hint names the new leader
        untilAllReady(up);
        await().atMost(TIMEOUT).until(() -> up.hint("kill -9").contains(up.leader()));

        // When the program gets SIGTERM
        var processes = up.descendants();
        assertThat(processes).hasSize(6);
        up.terminate();

        // Then nothing is left
        assertThat(up.exitCode()).isZero();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(up.errors()).isEmpty();

        // When it is started again with --keep-dead
        var again = start(consul, "--keep-dead");
        untilAllReady(again);

        // Then it is the same cluster
        assertThat(shell(again.hint("kv put").replace("put greeting hello", "get greeting")))
                .contains("hello");
        assertThat(folder.resolve("gossip.key")).hasContent(key);
        assertThat(folder.resolve("ca/ca.crt")).hasContent(ca);

        // When a server is killed, and started by the printed command
        var second = again.leader();
        shell(again.hint("kill -9"));
        await().atMost(TIMEOUT).until(() -> !again.hint("starts " + second).isEmpty());
        assertThat(again.lines()).contains(second + " stopped (killed by signal 9)");
        var byHand = new ProcessBuilder("sh", "-c", "exec" + again.hint("starts " + second))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("by-hand.log").toFile())
                .start();
        processesByHand.add(byHand);

        // Then the table shows it
        await().atMost(TIMEOUT).until(() -> again.last(second).endsWith(" ready (started by hand)"));
        byHand.destroy();
        await().atMost(TIMEOUT).until(() -> !byHand.isAlive());

        // When the program is killed by SIGKILL, so that its servers go on to run
        var orphans = again.descendants();
        again.killAlone();
        assertThat(orphans).hasSize(5).allMatch(ProcessHandle::isAlive);
        var third = start(consul);

        // Then the next run stops them
        untilAllReady(third);
        assertThat(third.lines()).contains("Stopping 5 processes that an earlier run left behind ...");
        assertThat(orphans).noneMatch(ProcessHandle::isAlive);
        third.terminate();
        assertThat(third.exitCode()).isZero();
    }

    @Test
    void aFolderHasOneClusterAtATime() throws IOException {
        var consul = RealConsul.NEWEST.path();
        var up = start(consul);
        await().atMost(TIMEOUT).until(() -> !up.lines().isEmpty());

        var second = start(consul);

        assertThat(second.exitCode()).isEqualTo(5);
        assertThat(second.errors()).contains("lictor: another `lictor local up` runs in " + LocalUpProcess.FOLDER);
    }

    @Test
    void twoClustersThatStartAtOnceUseDifferentPorts() throws IOException {
        // When two are started
        var consul = RealConsul.NEWEST.path();
        var one = LocalUpProcess.start(Files.createDirectory(directory.resolve("one")), consul, "--servers", "1");
        var two = LocalUpProcess.start(Files.createDirectory(directory.resolve("two")), consul);
        started.addAll(List.of(one, two));

        // Then both clusters start, each with its own ports
        untilAllReady(two);
        untilReady(one, 1);
        assertThat(ports(one)).hasSize(2).doesNotContainAnyElementsOf(ports(two));
        assertThat(ports(two)).hasSize(6);

        // And no sidecar observes a server of the other cluster
        for (var folder : List.of("one", "two")) {
            try (var logs = Files.walk(directory.resolve(folder)).filter(file -> file.endsWith("sidecar.log"))) {
                assertThat(logs)
                        .isNotEmpty()
                        .allSatisfy(log -> assertThat(log).content().doesNotContain("reload"));
            }
        }

        // When one is started again without --servers, and one of its ports is in use by another process
        one.terminate();
        assertThat(one.exitCode()).isZero();
        try (var other = new ServerSocket()) {
            other.bind(new InetSocketAddress(
                    InetAddress.ofLiteral(Loopback.ADDRESS), ports(one).getFirst()));
            var again = LocalUpProcess.start(directory.resolve("one"), consul);
            started.add(again);

            // Then it has as many servers as before, and reports the port that changed
            untilReady(again, 1);
            assertThat(ports(again)).hasSize(2).doesNotContain(other.getLocalPort());
            assertThat(again.lines())
                    .anyMatch(line -> line.startsWith(
                            "PORT MOVED: of consul-0, HTTPS from %d, ".formatted(other.getLocalPort())));
        }
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
    void aStopThatComesBeforeAnythingIsStartedIsHeeded() throws IOException {
        var asked = directory.resolve("asked");
        var slow = script("""
            if [ $1 = version ]; then touch '%s'; sleep 2; fi
            exec '%s' "$@"
            """.formatted(asked, RealConsul.NEWEST.path()));
        var up = start(slow);
        await().atMost(TIMEOUT).until(() -> Files.exists(asked));

        up.terminate();

        assertThat(up.exitCode()).isIn(0, 143);
        assertThat(up.lines()).isEmpty();
        assertThat(directory.resolve(LocalUpProcess.FOLDER).resolve("server-0")).doesNotExist();
    }

    @Test
    void invalidSettingsAreReported() throws IOException {
        var consul = script("echo Consul v1.22.7");

        var up = start(consul, "--servers", "2", "--set", "lictor.raft-multiplier=11");

        assertThat(up.exitCode()).isEqualTo(3);
        assertThat(up.errors()).anyMatch(line -> line.contains("lictor.servers is 2"));
        assertThat(directory.resolve(LocalUpProcess.FOLDER)).doesNotExist();
    }

    private LocalUpProcess start(Path consul, String... more) throws IOException {
        var up = LocalUpProcess.start(directory, consul, more);
        started.add(up);
        return up;
    }

    private void untilAllReady(LocalUpProcess up) {
        untilReady(up, 3);
    }

    private void untilReady(LocalUpProcess up, int servers) {
        await().atMost(TIMEOUT)
                .failFast(() -> assertThat(up.isAlive())
                        .as("still runs: %s %s", up.lines(), up.errors())
                        .isTrue())
                .until(() -> IntStream.range(0, servers)
                        .mapToObj("consul-%d"::formatted)
                        .allMatch(node -> up.last(node).endsWith("ready")
                                && !up.last(node).contains("not ready")));
        await().atMost(TIMEOUT).until(() -> up.lines().stream().anyMatch(line -> line.startsWith("Ctrl-C stops")));
    }

    /** The printed ports of its servers and sidecars. */
    private static List<Integer> ports(LocalUpProcess up) {
        return up.lines().stream()
                .filter(line -> line.contains(", its sidecar: "))
                .flatMap(line -> URL_PORT.matcher(line).results())
                .map(url -> Integer.valueOf(url.group(1)))
                .toList();
    }

    private String shell(String command) throws IOException {
        var process = new ProcessBuilder("sh", "-c", command)
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
