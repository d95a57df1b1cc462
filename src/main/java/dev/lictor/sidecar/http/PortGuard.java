package dev.lictor.sidecar.http;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sidecar's port open for probes, whoever else connects: bounds what is open, how long a request may take, and how many may be
 * open on one connection. Quarkus' own limit refuses whoever comes last, which is the probe, and its time-out begins anew with every
 * byte. Netty finds this class as a service, if {@link ChannelInitializerExtension#EXTENSIONS_SYSTEM_PROPERTY} tells it to look for some.
 */
public final class PortGuard extends ChannelInitializerExtension {
    /** Each takes 20 to 32 KiB ({@code bench/connections}). */
    private static final int MOST_CONNECTIONS = 512;

    /** Far fewer than may be open: who has just come is served before as many more come as would have it closed. */
    private static final int MOST_ARRIVING = 32;

    /** Holds any request that a client of ours makes; what is read at once is parsed to its end, even if it is refused. */
    private static final int MOST_READ_AT_ONCE = 2048;

    private final OpenConnections<Object, Channel> open = new OpenConnections<>(MOST_CONNECTIONS);
    private final AtomicInteger arriving = new AtomicInteger();

    /** On the thread that accepts, which is quicker than the event loop: the rest waits in the kernel's queue. */
    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(MOST_READ_AT_ONCE));
        channel.pipeline().addFirst(new Arrival(), new RequestDeadline(System::nanoTime));
        if (arriving.incrementAndGet() >= MOST_ARRIVING) {
            channel.parent().config().setAutoRead(false);
            if (arriving.get() == 0) {
                channel.parent().config().setAutoRead(true);
            }
        }
    }

    /**
     * Counts a connection once it has its event loop, without which none can be closed. Vert.x adds its HTTP handlers later than this one,
     * over TLS after the handshake, so that ours between them has to wait for the first bytes after that.
     */
    private final class Arrival extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            var channel = context.channel();
            var address = host(channel.remoteAddress());
            var _ = channel.closeFuture().addListener(_ -> open.remove(address, channel));
            open.add(address, channel).ifPresent(oldest -> {
                var _ = oldest.close();
            });
            if (arriving.decrementAndGet() == 0) {
                channel.parent().config().setAutoRead(true);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var encoder = context.pipeline().context(HttpResponseEncoder.class);
            if (encoder != null) {
                context.pipeline().addAfter(encoder.name(), null, new PipelinedRequests());
                context.pipeline().remove(this);
            }
            context.fireChannelRead(message);
        }

        /** Of one that is gone already nobody knows where it came from. */
        private static Object host(@Nullable SocketAddress address) {
            return address instanceof InetSocketAddress internet ? internet.getAddress() : "unknown";
        }
    }
}
