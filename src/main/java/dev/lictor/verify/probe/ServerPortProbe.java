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
 * Knocks at servers' ports. A connection to Consul's RPC says by its first byte what follows (Consul, agent/pool): a call, or TLS and
 * then the same again.
 */
public final class ServerPortProbe {
    private static final int CALL = 0x00;
    private static final int TLS = 0x03;

    /** Status.Ping as net/rpc's requests are written in MessagePack: the header, a map of two, and an empty argument. */
    private static final byte[] PING =
            "\u0082\u00adServiceMethod\u00abStatus.Ping\u00a3Seq\u0000\u0080".getBytes(StandardCharsets.ISO_8859_1);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final PodConnector reach;
    private final TlsHandshake greeting;
    private final int https;

    public ServerPortProbe(PodConnector reach, TlsHandshake greeting, int https) {
        this.reach = reach;
        this.greeting = greeting;
        this.https = https;
    }

    public TransportProbe transport(String server, CertificateAndKey peer, CertificateAndKey client) {
        var call = called(server, peer);
        return new TransportProbe(call.shown(), call.answer(), httpsShown(server, client));
    }

    /** A call with nothing around it. */
    public RpcPingResult inTheClear(String server) {
        Socket socket;
        try {
            socket = connected(server, Ports.SERVER_RPC);
        } catch (IOException e) {
            return new RpcPingResult.NotReached(TlsHandshake.innermost(e));
        }
        return answered(socket);
    }

    /** A call by TLS, as whoever this certificate names. */
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
            var greeted = greeting.greet(connection, own);
            return new Call(
                    greeted.shown(),
                    greeted.open().map(ServerPortProbe::answered).orElseGet(() -> ended(greeted.shown())));
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

    /** With TLS 1.3 a client learns only now whether its certificate was believed. */
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
            var greeted = greeting.greet(connected(server, https), client);
            if (greeted.open().isPresent()) {
                greeted.open().get().close();
            }
            return greeted.shown();
        } catch (IOException e) {
            return new HandshakeResult.NotReached(TlsHandshake.innermost(e));
        }
    }

    private Socket connected(String server, int port) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(reach.address(server, port), Math.toIntExact(CONNECT.toMillis()));
            socket.setSoTimeout(Math.toIntExact(ANSWER.toMillis()));
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
