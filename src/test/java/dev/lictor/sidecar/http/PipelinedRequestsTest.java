package dev.lictor.sidecar.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelinedRequestsTest {
    /** Counts what is asked; answers wait until they are given. */
    private static final class Server extends ChannelInboundHandlerAdapter {
        private int asked;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            asked += message instanceof HttpRequest ? 1 : 0;
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // What was not taken when its connection was closed.
        }
    }

    private final Server server = new Server();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new HttpRequestDecoder(), new HttpResponseEncoder(), new PipelinedRequests(), server);

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void asManyRequestsAsMayBeOpenAreServed() {
        ask(PipelinedRequests.MOST);

        assertThat(server.asked).isEqualTo(PipelinedRequests.MOST);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void whoAsksOnWithoutAnAnswerIsHungUpOnAndNothingMoreIsServed() {
        ask(10_000);

        assertThat(server.asked).isEqualTo(PipelinedRequests.MOST);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsAnsweredAndTakenIsOpenNoMore() {
        for (int i = 0; i < 100; i++) {
            ask(PipelinedRequests.MOST);
            for (int each = 0; each < PipelinedRequests.MOST; each++) {
                answer();
            }
            channel.flush();
            take();
        }

        assertThat(server.asked).isEqualTo(100 * PipelinedRequests.MOST);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void anAnswerThatTheOtherEndDoesNotTakeKeepsItsRequestOpen() {
        for (int i = 0; i < PipelinedRequests.MOST; i++) {
            ask(1);
            answer(); // and it is not flushed
        }
        assertThat(channel.isOpen()).isTrue();

        ask(1);

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsSaidBeforeAnAnswerIsNone() {
        for (int i = 0; i <= PipelinedRequests.MOST; i++) {
            ask(1);
            write(HttpResponseStatus.CONTINUE);
            channel.flush();
            take();
        }

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anAnswerToARequestThatWasNotCountedMakesNoRoomForAnother() {
        for (int i = 0; i < 10; i++) {
            answer();
        }
        channel.flush();
        take();

        ask(PipelinedRequests.MOST + 1);

        assertThat(server.asked).isEqualTo(PipelinedRequests.MOST);
        assertThat(channel.isOpen()).isFalse();
    }

    private void ask(int times) {
        channel.writeInbound(
                Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(times), StandardCharsets.US_ASCII));
    }

    private void answer() {
        write(HttpResponseStatus.OK);
    }

    /** As Vert.x does. */
    private void write(HttpResponseStatus status) {
        var _ = channel.write(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER),
                channel.voidPromise());
    }

    private void take() {
        for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            sent.release();
        }
    }
}
