package dev.lictor.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.local.process.ProcessState.Running;
import dev.lictor.local.process.ProcessState.StartedByHand;
import dev.lictor.local.process.ProcessState.Stopped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With processes that are real and a clock and a port that are not. */
class SupervisedProcessTest {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final List<SupervisedProcess> started = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private boolean free = true;

    @AfterEach
    void endAll() {
        started.forEach(each -> each.child().process().destroyForcibly());
    }

    @Test
    void whatWasKilledIsStartedAgainAfterAPause() throws IOException {
        var server = supervised(true);
        var first = kill(server);

        assertThat(server.observe()).isEqualTo(new Stopped(137, Optional.of(PAUSE)));
        now = now.plusSeconds(4);
        assertThat(server.observe()).isEqualTo(new Stopped(137, Optional.of(Duration.ofSeconds(1))));
        now = now.plusSeconds(1);

        assertThat(server.observe())
                .isInstanceOfSatisfying(
                        Running.class, again -> assertThat(again.pid()).isNotEqualTo(first.pid()));
        // And an end of "lictor local up" that cannot end it is not the end of it
        assertThat(record().leftovers())
                .extracting(ProcessHandle::pid)
                .containsExactly(server.child().process().pid());
        await().untilAsserted(() -> assertThat(directory.resolve("log")).hasContent("up\nup"));
    }

    @Test
    void itIsLeftSoIfThatWasAskedFor() {
        var server = supervised(false);
        kill(server);

        assertThat(server.observe()).isEqualTo(new Stopped(137, Optional.empty()));
        now = now.plusSeconds(3600);
        assertThat(server.observe()).isEqualTo(new Stopped(137, Optional.empty()));
    }

    @Test
    void whatSomebodyElseStartedIsSeenAndLeftAlone() {
        var server = supervised(true);
        kill(server);
        assertThat(server.observe()).isInstanceOf(Stopped.class);

        free = false;
        now = now.plusSeconds(60);
        assertThat(server.observe()).isEqualTo(new StartedByHand());
        assertThat(server.startedByHand()).isTrue();

        free = true;
        now = now.plusSeconds(1);
        assertThat(server.observe()).isEqualTo(new Stopped(137, Optional.of(PAUSE.minusSeconds(1))));
        now = now.plusSeconds(4);
        assertThat(server.observe()).isInstanceOf(Running.class);
        assertThat(server.startedByHand()).isFalse();
    }

    private SupervisedProcess supervised(boolean restarts) {
        var server = new SupervisedProcess(
                new SupervisedProcess.Start(
                        "child", List.of("sh", "-c", "echo up; exec sleep 60"), Map.of(), directory.resolve("log"), 1),
                new SupervisedProcess.Supervision(restarts, record(), () -> now.toNanos(), _ -> free));
        started.add(server);
        await().untilAsserted(() ->
                assertThat(Files.readString(directory.resolve("log"))).isEqualTo("up\n"));
        return server;
    }

    private ProcessRecord record() {
        return new ProcessRecord(directory.resolve("processes"));
    }

    private static Process kill(SupervisedProcess server) {
        var process = server.child().process();
        process.destroyForcibly().onExit().join();
        return process;
    }
}
