package dev.lictor.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of 127.0.0.1 that nobody uses. */
public final class FreePorts {
    private FreePorts() {}

    public static int one() {
        return several(1).getFirst();
    }

    /** All different, and free for TCP as for UDP. */
    public static List<Integer> several(int count) {
        var open = new ArrayList<ServerSocket>();
        var ports = new ArrayList<Integer>();
        try {
            while (ports.size() < count) {
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                open.add(socket);
                if (freeForUdp(socket.getLocalPort())) {
                    ports.add(socket.getLocalPort());
                }
            }
            for (var socket : open) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean freeForUdp(int port) {
        try (var udp = new DatagramSocket(null)) {
            udp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
