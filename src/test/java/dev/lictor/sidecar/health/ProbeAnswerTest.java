package dev.lictor.sidecar.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProbeAnswerTest {
    private static final long THEN = Long.MAX_VALUE - 1; // from which the clock goes on to the least of all numbers
    private static final ProbeAnswer ANSWER = new ProbeAnswer(200, Buffer.buffer(), 7, THEN);

    @Test
    void itHoldsForAMoment() {
        assertThat(ANSWER.holds(7, THEN)).isTrue();
        assertThat(ANSWER.holds(7, THEN + Duration.ofMillis(9).toNanos())).isTrue();
        assertThat(ANSWER.holds(7, THEN + Duration.ofMillis(10).toNanos())).isFalse();
    }

    @Test
    void itDoesNotOutliveWhatItTells() {
        assertThat(ANSWER.holds(8, THEN)).isFalse();
    }
}
