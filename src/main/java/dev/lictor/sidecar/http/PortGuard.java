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
 * Keeps the sidecar's port available for probes. It limits the number of connections, the duration of a request, and the open requests on
 * one connection. Quarkus' own limit refuses the newest connection, which is the probe's, and its timeout restarts with every byte. Netty
 * loads this class as a service if {@link ChannelInitializerExtension#EXTENSIONS_SYSTEM_PROPERTY} enables extensions.
 */
public final class PortGuard extends ChannelInitializerExtension {
    /** A connection takes 20 to 32 KiB of memory ({@code bench/connections}). */
    private static final int MOST_CONNECTIONS = 512;

    /** Far fewer than may be open, so that a new connection is served before enough others arrive to close it. */
    private static final int MOST_ARRIVING = 32;

    /** Bytes: larger than any legitimate request. It is small because all that is read at once is parsed, even if it is refused. */
    private static final int MOST_READ_AT_ONCE = 2048;

    private final OpenConnections<Object, Channel> open = new OpenConnections<>(MOST_CONNECTIONS);
    private final AtomicInteger arriving = new AtomicInteger();

    /** Runs on the accepting thread, which is faster than the event loop, and pauses accepting: further connections wait in the kernel's queue. */
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
     * Counts a connection once it has an event loop, because a connection without one cannot be closed. Vert.x adds its HTTP handlers later,
     * over TLS after the handshake, so {@link PipelinedRequests} is added between them when the first bytes after that arrive.
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

        /** The remote address of a connection that is already closed is unknown. */
        private static Object host(@Nullable SocketAddress address) {
            return address instanceof InetSocketAddress internet ? internet.getAddress() : "unknown";
        }
    }
}
