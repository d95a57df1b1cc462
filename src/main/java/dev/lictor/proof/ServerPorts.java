package dev.lictor.proof;

import dev.lictor.cluster.Ports;
import dev.lictor.kube.Reach;
import dev.lictor.pki.KeyMaterial;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Knocks at servers' ports. A connection to Consul's RPC says by its first byte what follows (Consul, agent/pool): a call, or TLS and
 * then the same again.
 */
final class ServerPorts {
    private static final int CALL = 0x00;
    private static final int TLS = 0x03;

    /** Status.Ping as net/rpc's requests are written in MessagePack: the header, a map of two, and an empty argument. */
    private static final byte[] PING =
            "\u0082\u00adServiceMethod\u00abStatus.Ping\u00a3Seq\u0000\u0080".getBytes(StandardCharsets.ISO_8859_1);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Reach reach;
    private final Greeting greeting;
    private final int https;

    ServerPorts(Reach reach, Greeting greeting, int https) {
        this.reach = reach;
        this.greeting = greeting;
        this.https = https;
    }

    Transport transport(String server, KeyMaterial peer, KeyMaterial client) {
        var call = called(server, peer);
        return new Transport(call.shown(), call.answer(), httpsShown(server, client));
    }

    /** A call with nothing around it. */
    RpcAnswer inTheClear(String server) {
        Socket socket;
        try {
            socket = connected(server, Ports.SERVER_RPC);
        } catch (IOException e) {
            return new RpcAnswer.NotReached(Greeting.innermost(e));
        }
        return answered(socket);
    }

    /** A call by TLS, as whoever this certificate names. */
    RpcAnswer by(String server, KeyMaterial own) {
        return called(server, own).answer();
    }

    private record Call(Shown shown, RpcAnswer answer) {}

    private Call called(String server, KeyMaterial own) {
        Socket connection;
        try {
            connection = connected(server, Ports.SERVER_RPC);
        } catch (IOException e) {
            var why = Greeting.innermost(e);
            return new Call(new Shown.NotReached(why), new RpcAnswer.NotReached(why));
        }
        try {
            connection.getOutputStream().write(TLS);
            connection.getOutputStream().flush();
            var greeted = greeting.greet(connection, own);
            return new Call(
                    greeted.shown(), greeted.open().map(ServerPorts::answered).orElseGet(() -> ended(greeted.shown())));
        } catch (IOException e) {
            var how = Greeting.innermost(e);
            return new Call(new Shown.Nothing(how), new RpcAnswer.Ended(how));
        }
    }

    private static RpcAnswer ended(Shown shown) {
        return switch (shown) {
            case Shown.Certificate(var _, var distrust) -> new RpcAnswer.Ended(distrust.orElse("in the handshake"));
            case Shown.Nothing(var how) -> new RpcAnswer.Ended(how);
            case Shown.NotReached(var why) -> new RpcAnswer.NotReached(why);
        };
    }

    /** With TLS 1.3 a client learns only now whether its certificate was believed. */
    private static RpcAnswer answered(Socket open) {
        try (open) {
            var output = open.getOutputStream();
            output.write(CALL);
            output.write(PING);
            output.flush();
            return open.getInputStream().read() < 0 ? new RpcAnswer.Ended("closed") : new RpcAnswer.Answered();
        } catch (SocketTimeoutException e) {
            return new RpcAnswer.Silent();
        } catch (IOException e) {
            return new RpcAnswer.Ended(Greeting.innermost(e));
        }
    }

    private Shown httpsShown(String server, KeyMaterial client) {
        try {
            var greeted = greeting.greet(connected(server, https), client);
            if (greeted.open().isPresent()) {
                greeted.open().get().close();
            }
            return greeted.shown();
        } catch (IOException e) {
            return new Shown.NotReached(Greeting.innermost(e));
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
