package dev.lictor.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.local.process.ProcessState.Stopped;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartDelayTest {
    private static final Stopped KILLED = new Stopped(137, Optional.empty());
    private static final Stopped FAILED = new Stopped(1, Optional.empty());
    private static final Duration SHORT = Duration.ofSeconds(2);

    @Test
    void whoIsKilledIsBackSoonHoweverOften() {
        var twice = RestartDelay.NONE.after(KILLED, SHORT).after(KILLED, SHORT);

        assertThat(twice.pause()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whoFailsAgainAndAgainWaitsLongerAndLongerUpToAMinute() {
        assertThat(Stream.iterate(RestartDelay.NONE.after(FAILED, SHORT), before -> before.after(FAILED, SHORT))
                        .limit(7)
                        .map(revival -> revival.pause().toSeconds()))
                .containsExactly(5L, 10L, 20L, 40L, 60L, 60L, 60L);
    }

    @Test
    void whoHasRunForAWhileIsForgiven() {
        var failed = RestartDelay.NONE.after(FAILED, SHORT).after(FAILED, SHORT);

        assertThat(failed.after(FAILED, Duration.ofMinutes(1)).pause()).isEqualTo(Duration.ofSeconds(5));
    }
}
