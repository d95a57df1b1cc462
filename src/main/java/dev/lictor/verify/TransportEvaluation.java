package dev.lictor.verify;

import static java.util.Objects.requireNonNull;

import dev.lictor.verify.Evidence.Contradiction;
import dev.lictor.verify.Evidence.Gap;
import dev.lictor.verify.probe.HandshakeResult;
import dev.lictor.verify.probe.RpcPingResult;
import dev.lictor.verify.probe.TransportProbe;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Evaluates which calls the servers accept and which certificates they serve. */
final class TransportEvaluation {
    private TransportEvaluation() {}

    /** Whether each server refuses this call. The refusal of a server that answers no call at all does not count. */
    static List<Evidence> refused(Map<String, RpcPingResult> calls, Map<String, TransportProbe> transports) {
        return calls.entrySet().stream()
                .flatMap(call ->
                        accepted(
                                call.getKey(),
                                call.getValue(),
                                requireNonNull(transports.get(call.getKey())).asPeer())
                                .stream())
                .toList();
    }

    private static Optional<Evidence> accepted(String server, RpcPingResult call, RpcPingResult asPeer) {
        return switch (call) {
            case RpcPingResult.Answered() -> Optional.of(new Contradiction(server + " answered"));
            case RpcPingResult.Silent() -> Optional.of(new Gap(server + " neither answered nor ended the connection"));
            case RpcPingResult.NotReached(var why) -> Optional.of(new Gap("%s: %s".formatted(server, why)));
            case RpcPingResult.Ended(var _) -> control(server, asPeer);
        };
    }

    private static Optional<Evidence> control(String server, RpcPingResult asPeer) {
        return switch (asPeer) {
            case RpcPingResult.Answered() -> Optional.empty();
            case RpcPingResult.Silent() ->
                Optional.of(new Gap(server + " does not answer the servers' certificate either"));
            case RpcPingResult.NotReached(var why) -> Optional.of(new Gap("%s: %s".formatted(server, why)));
            case RpcPingResult.Ended(var how) ->
                Optional.of(new Gap("%s does not answer the servers' certificate either: %s".formatted(server, how)));
        };
    }

    /** Whether each server serves a certificate with its name that the CA issued. */
    static List<Evidence> named(Map<String, TransportProbe> transports) {
        return transports.entrySet().stream()
                .flatMap(server -> Stream.of(
                                distrusted(
                                        server.getKey() + " on RPC",
                                        server.getValue().rpc()),
                                distrusted(
                                        server.getKey() + " on HTTPS",
                                        server.getValue().https()))
                        .flatMap(Optional::stream))
                .toList();
    }

    private static Optional<Evidence> distrusted(String where, HandshakeResult shown) {
        return switch (shown) {
            case HandshakeResult.Certificate(var _, var distrust) ->
                distrust.map(why -> new Contradiction("%s: %s".formatted(where, why)));
            case HandshakeResult.Nothing(var how) ->
                Optional.of(new Contradiction("%s: no TLS: %s".formatted(where, how)));
            case HandshakeResult.NotReached(var why) -> Optional.of(new Gap("%s: %s".formatted(where, why)));
        };
    }

    /** Whether each server serves this certificate. */
    static List<Evidence> served(Map<String, TransportProbe> transports, X509Certificate wanted) {
        return transports.entrySet().stream()
                .flatMap(server -> Stream.of(
                                other(
                                        server.getKey() + " on RPC",
                                        server.getValue().rpc(),
                                        wanted),
                                other(
                                        server.getKey() + " on HTTPS",
                                        server.getValue().https(),
                                        wanted))
                        .flatMap(Optional::stream))
                .toList();
    }

    private static Optional<Evidence> other(String where, HandshakeResult shown, X509Certificate wanted) {
        return switch (shown) {
            case HandshakeResult.Certificate(var certificate, var _) ->
                certificate.equals(wanted)
                        ? Optional.empty()
                        : Optional.of(new Contradiction("%s serves serial %s and not %s"
                                .formatted(where, serial(certificate), serial(wanted))));
            case HandshakeResult.Nothing(var how) ->
                Optional.of(new Contradiction("%s: no TLS: %s".formatted(where, how)));
            case HandshakeResult.NotReached(var why) -> Optional.of(new Gap("%s: %s".formatted(where, why)));
        };
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }
}
