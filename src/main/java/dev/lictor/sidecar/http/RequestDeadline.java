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
 * Closes a connection whose client takes too long to ask, or to take the answer: counted from its first byte, however many more come. It
 * sees bytes and no requests, so that a TLS handshake has a deadline, too. A connection on which everything is answered may stay: Vert.x
 * closes it when it was idle for long enough.
 */
final class RequestDeadline extends ChannelDuplexHandler {
    /** Many times what any client needs that sends a request at once. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private long since;
    private boolean answered;
    private @Nullable Future<?> next;

    /** @param nanos that go by evenly, such as {@link System#nanoTime} */
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

    /** Whether all that was asked is answered, and the answer has left. */
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
