package dev.lictor.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final Deadline deadline = Deadline.after(TIMEOUT, () -> now);

    @Test
    void isOverFromTheEndOfTheTimeoutOn() {
        now = now.plus(TIMEOUT).minusNanos(1);
        assertThat(deadline.isOver()).isFalse();

        now = now.plusNanos(1);
        assertThat(deadline.isOver()).isTrue();
    }

    @Test
    void tellsTheTimeThatIsLeft() {
        now = now.plusSeconds(4);

        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void aRestartGivesTheWholeTimeoutAgain() {
        now = now.plus(TIMEOUT);
        deadline.restart();
        assertThat(deadline.isOver()).isFalse();

        now = now.plus(TIMEOUT);
        assertThat(deadline.isOver()).isTrue();
    }

    @Test
    void sleepsOnlyBeforeItsEnd() throws InterruptedException {
        assertThat(deadline.sleep(Duration.ofMillis(1))).isTrue();

        now = now.plus(TIMEOUT);
        assertThat(deadline.sleep(Duration.ofDays(1))).isFalse();
    }

    @Test
    void aTimeoutOfZeroIsOverAtOnce() {
        assertThat(Deadline.after(Duration.ZERO, () -> now).isOver()).isTrue();
    }
}
