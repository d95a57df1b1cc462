package dev.lictor.sidecar.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestDeadlineTest {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final Duration NEARLY = RequestDeadline.LIMIT.minus(MOMENT);

    /** Keeps what is written from leaving, as the other end does that reads nothing. */
    private static final class Dam extends ChannelOutboundHandlerAdapter {
        private boolean closed;

        @Override
        public void flush(ChannelHandlerContext context) {
            if (!closed) {
                context.flush();
            }
        }
    }

    private final Dam dam = new Dam();
    private long nanos;
    private final EmbeddedChannel channel = frozen();

    private EmbeddedChannel frozen() {
        var made = new EmbeddedChannel();
        made.freezeTime();
        made.pipeline().addLast(dam, new RequestDeadline(() -> nanos));
        return made;
    }

    @Test
    void whoSaysNothingIsHungUpOn() {
        pass(NEARLY);
        assertThat(channel.isOpen()).isTrue();
        pass(MOMENT);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void moreBytesGiveNoMoreTime() {
        for (int i = 0; i < 10; i++) {
            pass(NEARLY.dividedBy(10));
            read();
        }
        assertThat(channel.isOpen()).isTrue();
        pass(MOMENT);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void onceAllIsAnsweredThereIsNoDeadline() {
        read();
        answer();
        pass(RequestDeadline.LIMIT.multipliedBy(10));

        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void eachRequestHasADeadlineOfItsOwn() {
        for (int i = 0; i < 3; i++) {
            read();
            pass(NEARLY);
            answer();
            pass(NEARLY);
        }
        assertThat(channel.isOpen()).isTrue();

        read();
        pass(NEARLY);
        read();
        pass(MOMENT);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoTakesNoAnswerIsHungUpOn() {
        read();
        dam.closed = true;
        answer();
        pass(NEARLY);
        assertThat(channel.isOpen()).isTrue();
        pass(MOMENT);
        assertThat(channel.isOpen()).isFalse();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private void read() {
        channel.writeInbound(Unpooled.copiedBuffer("G", StandardCharsets.US_ASCII));
    }

    private void answer() {
        channel.writeOutbound(Unpooled.copiedBuffer("HTTP/1.1 200 OK", StandardCharsets.US_ASCII));
    }
}
