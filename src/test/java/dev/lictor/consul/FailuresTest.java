package dev.lictor.consul;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.Failure.Cause;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void aConnectionThatEndedBeforeAnythingWasSentIsSaidInWords() {
        assertThat(Failures.of(new ClosedChannelException()))
                .isEqualTo(new Failure(Cause.NETWORK, "Connection was closed"));
    }
}
