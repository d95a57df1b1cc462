package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortLockTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicInteger waited = new AtomicInteger();

    @Test
    void theSecondWaitsForTheEndOfTheFirst() throws Exception {
        var first = turn(LONG);
        assertThat(waited).hasValue(0);

        var second = PortLock.await(file(), LONG, first::close, stop);

        second.close();
        second.close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-rw-rw-");
    }

    @Test
    void afterTheLimitItGoesOnWithout() throws Exception {
        try (var first = turn(LONG);
                var second = turn(Duration.ofMillis(300))) {
            assertThat(first).isNotSameAs(second);
            assertThat(waited).hasValue(1);
        }
        turn(LONG).close();
        assertThat(waited).hasValue(1);
    }

    @Test
    void aStopEndsTheWaiting() throws Exception {
        try (var first = turn(LONG);
                var second = PortLock.await(file(), Duration.ofDays(1), stop::countDown, stop)) {
            assertThat(first).isNotSameAs(second);
        }
    }

    @Test
    void withoutAFileToLockItGoesOnAsWell() throws Exception {
        PortLock.await(directory.resolve("none/lock"), LONG, waited::incrementAndGet, stop)
                .close();
        assertThat(waited).hasValue(0);
    }

    private PortLock turn(Duration limit) throws InterruptedException {
        return PortLock.await(file(), limit, waited::incrementAndGet, stop);
    }

    private Path file() {
        return directory.resolve("ports.lock");
    }
}
