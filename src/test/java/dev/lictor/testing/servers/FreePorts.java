package dev.lictor.testing.servers;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports of 127.0.0.1 that nobody uses. They are below the kernel's range for outgoing connections, of which one could take a
 * port between its choice and its use, and they count upwards in a file, so that two test runs never get the same one.
 */
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int COUNT = 10_000;
    private static final Path LAST = Path.of(System.getProperty("java.io.tmpdir"), "lictor-test-port");

    private FreePorts() {}

    public static int one() {
        return several(1).getFirst();
    }

    /** Different ports that are free for TCP and UDP. */
    public static synchronized List<Integer> several(int count) {
        try (var file = FileChannel.open(LAST, CREATE, READ, WRITE);
                var _ = file.lock()) {
            var ports = IntStream.iterate(after(last(file)), FreePorts::after)
                    .filter(FreePorts::free)
                    .limit(count)
                    .boxed()
                    .toList();
            file.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, ports.getLast()), 0);
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int last(FileChannel file) throws IOException {
        var number = ByteBuffer.allocate(Integer.BYTES);
        return file.read(number, 0) == Integer.BYTES
                ? number.getInt(0)
                : FIRST + ThreadLocalRandom.current().nextInt(COUNT);
    }

    private static int after(int port) {
        return FIRST + (port + 1 - FIRST) % COUNT;
    }

    private static boolean free(int port) {
        var loopback = InetAddress.getLoopbackAddress();
        try (var _ = new ServerSocket(port, 1, loopback);
                var udp = new DatagramSocket(null)) {
            udp.bind(new InetSocketAddress(loopback, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
