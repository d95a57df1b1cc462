package dev.lictor.sidecar.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes too long to send a request or to read the answer. The time counts from the first byte, however many
 * follow. This handler sees bytes and not requests, so a TLS handshake has the deadline as well. A connection on which every request is
 * answered may stay open: Vert.x closes it after its idle timeout.
 */
final class RequestDeadline extends ChannelDuplexHandler {
    /** Many times the duration of a request that a client sends in one piece. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private long since;
    private boolean answered;
    private @Nullable Future<?> next;

    /** @param nanos monotonic time, such as {@link System#nanoTime} */
    RequestDeadline(LongSupplier nanos) {
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        checkIn(context, LIMIT.toNanos());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (next != null) {
            next.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (done(context)) {
            since = nanos.getAsLong();
            answered = false;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        answered = true;
        var _ = context.write(message, promise);
    }

    /** Whether every request is answered and the answers are sent. */
    private boolean done(ChannelHandlerContext context) {
        var unsent = context.channel().unsafe().outboundBuffer();
        return answered && (unsent == null || unsent.totalPendingWriteBytes() == 0);
    }

    private void checkIn(ChannelHandlerContext context, long after) {
        next = context.executor().schedule(() -> check(context), after, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        long left = LIMIT.toNanos() - (nanos.getAsLong() - since);
        if (done(context)) {
            checkIn(context, LIMIT.toNanos());
        } else if (left > 0) {
            checkIn(context, left);
        } else {
            var _ = context.close();
        }
    }
}
