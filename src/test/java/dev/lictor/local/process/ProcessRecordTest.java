package dev.lictor.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessRecordTest {
    @TempDir
    Path directory;

    @Test
    void findsWhatStillRuns() {
        var record = new ProcessRecord(directory.resolve("processes"));
        assertThat(record.leftovers()).isEmpty();
        var child = start("sleep", "60");
        record.add(child.process().toHandle());

        assertThat(record.leftovers())
                .extracting(ProcessHandle::pid)
                .containsExactly(child.process().pid());

        ProcessShutdown.stop(record.leftovers(), Duration.ofSeconds(10));
        assertThat(child.process().isAlive()).isFalse();
        assertThat(record.leftovers()).isEmpty();
    }

    @Test
    void anotherProcessOfTheSameNumberIsLeftAlone() throws IOException {
        var file = directory.resolve("processes");
        Files.writeString(
                file, "%d 1000\nbroken\n12\n".formatted(ProcessHandle.current().pid()));

        assertThat(new ProcessRecord(file).leftovers()).isEmpty();
    }

    /** As long as a process runs, so that nobody changes it by setting the computer's clock. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aStartIsCountedFromTheBoot() throws IOException {
        var file = directory.resolve("processes");
        new ProcessRecord(file).add(ProcessHandle.current());

        assertThat(file).content().matches("\\d+ [0-9a-f-]{36}:\\d+\n");
    }

    @Test
    void isForgottenAfterAnOrderlyStop() {
        var record = new ProcessRecord(directory.resolve("processes"));
        record.add(ProcessHandle.current());
        assertThat(record.leftovers()).hasSize(1);

        record.clear();

        assertThat(record.leftovers()).isEmpty();
        record.clear();
    }

    @Test
    void whoDoesNotHearIsKilled() {
        var deaf = start("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done");
        await().until(() -> deaf.lastLines(1).equals(List.of("deaf")));

        assertThat(ProcessShutdown.stop(List.of(deaf.process().toHandle()), Duration.ofMillis(300)))
                .hasSize(1);

        assertThat(deaf.state()).isEqualTo(new ProcessState.Stopped(137, Optional.empty()));
    }

    @Test
    void aChildTellsHowItEnded() {
        var child = start("sh", "-c", "echo one; echo two >&2; exit 3");
        child.process().onExit().join();

        assertThat(child.state()).isEqualTo(new ProcessState.Stopped(3, Optional.empty()));
        assertThat(child.lastLines(5)).containsExactly("one", "two");
        assertThat(child.lastLines(1)).containsExactly("two");
    }

    private ManagedProcess start(String... command) {
        return ManagedProcess.start("child", List.of(command), Map.of(), directory.resolve("log"));
    }
}
