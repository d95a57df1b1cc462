package dev.lictor.sidecar.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Closes a connection with more open requests than a client needs that reads its answers. A request is open until the kernel has taken its
 * answer. HTTP/1.1 allows a client to pipeline requests (RFC 9112, 9.3.2) and sets no limit: a client that never reads could fill the
 * memory with answers, and the requests of one packet could keep the event loop busy for seconds.
 */
final class PipelinedRequests extends ChannelDuplexHandler {
    /** Kubelets, Prometheus and browsers have one open request. Each further one may cost an answer that is never read. */
    static final int MOST = 2;

    private int open;
    private boolean closed;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!closed && message instanceof HttpRequest && ++open > MOST) {
            closed = true;
            var _ = context.channel().close();
        }
        if (closed) {
            // Netty still parses the rest of what was read; drop it.
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        var _ = context.write(message, endsAnswer(message) ? promise.unvoid().addListener(_ -> answered()) : promise);
    }

    /** Requests that arrived together with the end of a TLS handshake were read before this handler was added, and were not counted. */
    private void answered() {
        open = Math.max(0, open - 1);
    }

    /** 100 Continue is a complete message as well, but does not end an answer. */
    private static boolean endsAnswer(Object message) {
        return message instanceof LastHttpContent
                && !(message instanceof HttpResponse response
                        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL);
    }
}
