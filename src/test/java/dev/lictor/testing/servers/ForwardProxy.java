package dev.lictor.testing.servers;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy on 127.0.0.1, for HTTP's CONNECT and for SOCKS5 on the same port. Every name that a client asks for leads to the same port of
 * 127.0.0.1, so that a client can only be there by way of the proxy.
 */
public final class ForwardProxy implements AutoCloseable {
    private static final int SOCKS5 = 5;
    private static final int DOMAIN = 3;

    private final int target;
    private final ServerSocket server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    public ForwardProxy(int target) {
        this.target = target;
        try {
            this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What clients have asked for, as {@code CONNECT api:443} or {@code SOCKS5 api:443}, and the proxy's user after it, if there is one. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> handle(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void handle(Socket client) {
        try (client;
                var api = new Socket(InetAddress.getLoopbackAddress(), target)) {
            var in = client.getInputStream();
            var first = in.read();
            if (first == SOCKS5) {
                socks(new DataInputStream(in), client.getOutputStream());
            } else {
                connect((char) first + head(in), client.getOutputStream());
            }
            Thread.ofVirtual().start(() -> pump(client, api));
            pump(api, client);
        } catch (IOException e) {
            // The client or the API server has gone.
        }
    }

    private void connect(String head, OutputStream out) throws IOException {
        var user = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization:"))
                .map(line -> " " + line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
        asked.add(String.join(" ", List.of(head.split(" ", 3)).subList(0, 2)) + user);
        out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    private void socks(DataInputStream in, OutputStream out) throws IOException {
        in.skipNBytes(in.readUnsignedByte());
        out.write(new byte[] {SOCKS5, 0});
        in.skipNBytes(3);
        var host = in.readUnsignedByte() == DOMAIN
                ? new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII)
                : InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
        asked.add("SOCKS5 %s:%d".formatted(host, in.readUnsignedShort()));
        out.write(new byte[] {SOCKS5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One of them has gone.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
