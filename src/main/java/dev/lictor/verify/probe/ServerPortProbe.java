package dev.lictor.verify.probe;

import dev.lictor.cluster.network.Ports;
import dev.lictor.kubernetes.PodConnector;
import dev.lictor.pki.CertificateAndKey;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Connects to servers' ports and tests what they accept. The first byte of a connection to Consul's RPC port says what follows
 * (hashicorp/consul, agent/pool/conn.go): a call, or TLS and then such a byte again.
 */
public final class ServerPortProbe {
    private static final int CALL = 0x00;
    private static final int TLS = 0x03;

    /** A request of Status.Ping in Go's net/rpc with MessagePack: the header, which is a map of two entries, and an empty argument. */
    private static final byte[] PING =
            "\u0082\u00adServiceMethod\u00abStatus.Ping\u00a3Seq\u0000\u0080".getBytes(StandardCharsets.ISO_8859_1);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final PodConnector connector;
    private final TlsHandshake handshake;
    private final int https;

    public ServerPortProbe(PodConnector connector, TlsHandshake handshake, int https) {
        this.connector = connector;
        this.handshake = handshake;
        this.https = https;
    }

    public TransportProbe transport(String server, CertificateAndKey peer, CertificateAndKey client) {
        var call = called(server, peer);
        return new TransportProbe(call.shown(), call.answer(), httpsShown(server, client));
    }

    /** Calls without TLS. */
    public RpcPingResult inTheClear(String server) {
        Socket socket;
        try {
            socket = connected(server, Ports.SERVER_RPC);
        } catch (IOException e) {
            return new RpcPingResult.NotReached(TlsHandshake.innermost(e));
        }
        return answered(socket);
    }

    /** Calls with TLS and presents this certificate. */
    public RpcPingResult by(String server, CertificateAndKey own) {
        return called(server, own).answer();
    }

    private record Call(HandshakeResult shown, RpcPingResult answer) {}

    private Call called(String server, CertificateAndKey own) {
        Socket connection;
        try {
            connection = connected(server, Ports.SERVER_RPC);
        } catch (IOException e) {
            var why = TlsHandshake.innermost(e);
            return new Call(new HandshakeResult.NotReached(why), new RpcPingResult.NotReached(why));
        }
        try {
            connection.getOutputStream().write(TLS);
            connection.getOutputStream().flush();
            var started = handshake.start(connection, own);
            return new Call(
                    started.shown(),
                    started.open().map(ServerPortProbe::answered).orElseGet(() -> ended(started.shown())));
        } catch (IOException e) {
            var how = TlsHandshake.innermost(e);
            return new Call(new HandshakeResult.Nothing(how), new RpcPingResult.Ended(how));
        }
    }

    private static RpcPingResult ended(HandshakeResult shown) {
        return switch (shown) {
            case HandshakeResult.Certificate(var _, var distrust) ->
                new RpcPingResult.Ended(distrust.orElse("in the handshake"));
            case HandshakeResult.Nothing(var how) -> new RpcPingResult.Ended(how);
            case HandshakeResult.NotReached(var why) -> new RpcPingResult.NotReached(why);
        };
    }

    /** In TLS 1.3 a client learns only from the first answer whether the server accepted its certificate. */
    private static RpcPingResult answered(Socket open) {
        try (open) {
            var output = open.getOutputStream();
            output.write(CALL);
            output.write(PING);
            output.flush();
            return open.getInputStream().read() < 0 ? new RpcPingResult.Ended("closed") : new RpcPingResult.Answered();
        } catch (SocketTimeoutException e) {
            return new RpcPingResult.Silent();
        } catch (IOException e) {
            return new RpcPingResult.Ended(TlsHandshake.innermost(e));
        }
    }

    private HandshakeResult httpsShown(String server, CertificateAndKey client) {
        try {
            var started = handshake.start(connected(server, https), client);
            if (started.open().isPresent()) {
                started.open().get().close();
            }
            return started.shown();
        } catch (IOException e) {
            return new HandshakeResult.NotReached(TlsHandshake.innermost(e));
        }
    }

    private Socket connected(String server, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(connector.address(server, port), Math.toIntExact(CONNECT.toMillis()));
            socket.setSoTimeout(Math.toIntExact(ANSWER.toMillis()));
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
