package dev.lictor.proof;

import static java.util.Objects.requireNonNull;

import dev.lictor.proof.Remark.Contradiction;
import dev.lictor.proof.Remark.Gap;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is let in, and as whom servers show themselves. */
final class TransportJudgement {
    private TransportJudgement() {}

    /** Does each server refuse this call? By a server that answers nobody nothing is proven. */
    static List<Remark> refused(Map<String, RpcAnswer> calls, Map<String, Transport> transports) {
        return calls.entrySet().stream()
                .flatMap(call ->
                        accepted(
                                call.getKey(),
                                call.getValue(),
                                requireNonNull(transports.get(call.getKey())).asPeer())
                                .stream())
                .toList();
    }

    private static Optional<Remark> accepted(String server, RpcAnswer call, RpcAnswer asPeer) {
        return switch (call) {
            case RpcAnswer.Answered() -> Optional.of(new Contradiction(server + " answered"));
            case RpcAnswer.Silent() -> Optional.of(new Gap(server + " neither answered nor ended the connection"));
            case RpcAnswer.NotReached(var why) -> Optional.of(new Gap("%s: %s".formatted(server, why)));
            case RpcAnswer.Ended(var _) -> control(server, asPeer);
        };
    }

    private static Optional<Remark> control(String server, RpcAnswer asPeer) {
        return switch (asPeer) {
            case RpcAnswer.Answered() -> Optional.empty();
            case RpcAnswer.Silent() ->
                Optional.of(new Gap(server + " does not answer the servers' certificate either"));
            case RpcAnswer.NotReached(var why) -> Optional.of(new Gap("%s: %s".formatted(server, why)));
            case RpcAnswer.Ended(var how) ->
                Optional.of(new Gap("%s does not answer the servers' certificate either: %s".formatted(server, how)));
        };
    }

    /** Does each server show a certificate of its name by the CA? */
    static List<Remark> named(Map<String, Transport> transports) {
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

    private static Optional<Remark> distrusted(String where, Shown shown) {
        return switch (shown) {
            case Shown.Certificate(var _, var distrust) ->
                distrust.map(why -> new Contradiction("%s: %s".formatted(where, why)));
            case Shown.Nothing(var how) -> Optional.of(new Contradiction("%s: no TLS: %s".formatted(where, how)));
            case Shown.NotReached(var why) -> Optional.of(new Gap("%s: %s".formatted(where, why)));
        };
    }

    /** Does each server show this certificate? */
    static List<Remark> served(Map<String, Transport> transports, X509Certificate wanted) {
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

    private static Optional<Remark> other(String where, Shown shown, X509Certificate wanted) {
        return switch (shown) {
            case Shown.Certificate(var certificate, var _) ->
                certificate.equals(wanted)
                        ? Optional.empty()
                        : Optional.of(new Contradiction("%s serves serial %s and not %s"
                                .formatted(where, serial(certificate), serial(wanted))));
            case Shown.Nothing(var how) -> Optional.of(new Contradiction("%s: no TLS: %s".formatted(where, how)));
            case Shown.NotReached(var why) -> Optional.of(new Gap("%s: %s".formatted(where, why)));
        };
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }
}
