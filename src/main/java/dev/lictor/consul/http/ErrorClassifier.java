package dev.lictor.consul.http;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.text.Foreign;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Turns an exception of the HTTP client into a {@link ConsulError}. */
public final class ErrorClassifier {
    private ErrorClassifier() {}

    public static ConsulError of(Throwable thrown) {
        var causes = Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .toList();
        return tls(causes)
                .or(() -> causes.stream()
                        .map(ErrorClassifier::known)
                        .flatMap(Optional::stream)
                        .findFirst())
                .orElseGet(() -> new ConsulError(Cause.NETWORK, message(thrown)));
    }

    /** The innermost exception says what is wrong with which certificate. */
    private static Optional<ConsulError> tls(List<Throwable> causes) {
        return causes.reversed().stream()
                .filter(cause -> cause instanceof SSLException || cause instanceof GeneralSecurityException)
                .findFirst()
                .map(cause -> new ConsulError(
                        Cause.TLS,
                        "TLS: " + (cause instanceof UntrustedServerException ? cause.getMessage() : message(cause))));
    }

    private static Optional<ConsulError> known(Throwable thrown) {
        return switch (thrown) {
            case TimeoutException _, ConnectTimeoutException _ ->
                Optional.of(new ConsulError(Cause.TIMEOUT, "no connection in time"));
            case ConnectException _ -> Optional.of(new ConsulError(Cause.REFUSED, message(thrown)));
            // It has no message if the connection ended before anything was sent.
            case ClosedChannelException _ -> Optional.of(new ConsulError(Cause.NETWORK, "Connection was closed"));
            case UnknownHostException _ ->
                Optional.of(new ConsulError(Cause.NETWORK, "unknown host: " + message(thrown)));
            // Netty's decoder throws either.
            case DecoderException _, IllegalArgumentException _ ->
                Optional.of(new ConsulError(Cause.INVALID_ANSWER, "not HTTP: " + message(thrown)));
            default -> Optional.empty();
        };
    }

    private static String message(Throwable thrown) {
        var message = thrown.getMessage();
        return Foreign.line(message == null ? thrown.getClass().getSimpleName() : message);
    }
}
