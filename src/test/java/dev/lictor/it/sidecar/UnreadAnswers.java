package dev.lictor.it.sidecar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clients that send requests without reading the responses, and reconnect at once when they are disconnected. */
final class UnreadAnswers implements AutoCloseable {
    private static final int REQUESTS = 10_000;
    private static final ByteBuffer ASKED = ByteBuffer.wrap(
            "GET /q/metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(REQUESTS).getBytes(StandardCharsets.US_ASCII));

    private final InetSocketAddress sidecar;
    private final Selector selector;
    private final Thread thread;
    private final AtomicLong hungUpOn = new AtomicLong();
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    UnreadAnswers(int port, int clients) throws IOException {
        sidecar = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        selector = Selector.open();
        for (int i = 0; i < clients; i++) {
            connect();
        }
        thread = Thread.ofPlatform().start(this::run);
    }

    /** The number of disconnections of all clients. */
    long hungUpOn() {
        return hungUpOn.get();
    }

    @Override
    public void close() throws IOException {
        over = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (var key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
        if (failure != null) {
            throw new AssertionError("the clients ended", failure);
        }
    }

    private void connect() throws IOException {
        var channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(sidecar);
        channel.register(selector, SelectionKey.OP_CONNECT, ASKED.duplicate());
    }

    private void run() {
        try {
            while (!over) {
                selector.select(this::goOn);
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void goOn(SelectionKey key) {
        var channel = (SocketChannel) key.channel();
        var left = (ByteBuffer) key.attachment();
        try {
            if (channel.isConnectionPending()) {
                channel.finishConnect();
            }
            channel.write(left);
            if (!left.hasRemaining()) {
                left.rewind();
            }
            key.interestOps(SelectionKey.OP_WRITE);
        } catch (IOException e) {
            hungUpOn.incrementAndGet();
            comeAgain(channel);
        }
    }

    private void comeAgain(SocketChannel channel) {
        try {
            channel.close();
            connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
