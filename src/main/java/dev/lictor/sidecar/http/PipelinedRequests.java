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
 * Closes a connection on which more requests are open than a client needs that reads its answers: a request is open until the kernel has
 * taken its answer. HTTP/1.1 allows to ask on without having read (RFC 9112, 9.3.2) and sets no limit, so that a client that reads nothing
 * would fill the memory with answers, and what it sends in one packet would keep the event loop busy for seconds.
 */
final class PipelinedRequests extends ChannelDuplexHandler {
    /** Kubelets, Prometheus and browsers have one open: each more is one more answer that is made in vain. */
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
            // What has been read with it is parsed to its end all the same.
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        var _ = context.write(message, endsAnswer(message) ? promise.unvoid().addListener(_ -> open--) : promise);
    }

    /** 100 Continue is whole, too, and no answer. */
    private static boolean endsAnswer(Object message) {
        return message instanceof LastHttpContent
                && !(message instanceof HttpResponse response
                        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL);
    }
}
