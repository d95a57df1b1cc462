package dev.lictor.it.sidecar;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clients that send a request byte by byte and never complete it, and reconnect at once when they are disconnected. */
final class SlowClients implements AutoCloseable {
    private static final byte[] BEGIN =
            "GET /q/health/ready HTTP/1.1\r\nHost: x\r\nX: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MORE = {'x'};
    private static final long ROUND_MILLIS = 50;

    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();
    private final List<Client> clients = new ArrayList<>();
    private final AtomicLong connected = new AtomicLong();

    /** @param addresses the loopback addresses from which the clients connect in turn */
    SlowClients(int port, int count, List<String> addresses) {
        for (int i = 0; i < count; i++) {
            clients.add(new Client(
                    new InetSocketAddress(addresses.get(i % addresses.size()), 0),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
        var _ = rounds.scheduleWithFixedDelay(
                () -> clients.forEach(Client::goOn), 0, ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The number of connections of all clients so far. */
    long connected() {
        return connected.get();
    }

    @Override
    public void close() {
        rounds.shutdown();
        try {
            if (!rounds.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new AssertionError("the clients go on");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        clients.forEach(Client::hangUp);
    }

    private final class Client {
        private final InetSocketAddress from;
        private final InetSocketAddress to;
        private final ByteBuffer answer = ByteBuffer.allocate(1);
        private @Nullable SocketChannel channel;

        Client(InetSocketAddress from, InetSocketAddress to) {
            this.from = from;
            this.to = to;
        }

        void goOn() {
            try {
                if (channel == null) {
                    channel = SocketChannel.open();
                    channel.configureBlocking(false);
                    channel.bind(from);
                    channel.connect(to);
                }
                if (channel.isConnectionPending()) {
                    if (channel.finishConnect()) {
                        connected.incrementAndGet();
                        channel.write(ByteBuffer.wrap(BEGIN));
                    }
                } else if (channel.read(answer.clear()) < 0) {
                    hangUp();
                } else {
                    channel.write(ByteBuffer.wrap(MORE));
                }
            } catch (IOException e) {
                hangUp();
            }
        }

        void hangUp() {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException e) {
                    // The connection is closed in any case.
                }
                channel = null;
            }
        }
    }
}
