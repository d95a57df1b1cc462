package dev.lictor.consul.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class ErrorClassifierTest {
    @Test
    void aConnectionThatEndedBeforeAnyDataHasAMessage() {
        assertThat(ErrorClassifier.of(new ClosedChannelException()))
                .isEqualTo(new ConsulError(Cause.NETWORK, "Connection was closed"));
    }
}
