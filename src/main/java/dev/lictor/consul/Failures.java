package dev.lictor.consul;

import dev.lictor.consul.Failure.Cause;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** From what the HTTP client throws to what went wrong: the innermost exception that is known tells. */
final class Failures {
    private Failures() {}

    static Failure of(Throwable thrown) {
        return causes(thrown)
                .map(Failures::known)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> causes(thrown).anyMatch(DecoderException.class::isInstance)
                        ? new Failure(Cause.GARBAGE, "not HTTP: " + message(thrown))
                        : new Failure(Cause.NETWORK, message(thrown)));
    }

    private static Optional<Failure> known(Throwable thrown) {
        return switch (thrown) {
            case SSLException _, GeneralSecurityException _ ->
                Optional.of(new Failure(Cause.TLS, "TLS: " + message(thrown)));
            case TimeoutException _, ConnectTimeoutException _ ->
                Optional.of(new Failure(Cause.TIMEOUT, "no connection in time"));
            case ConnectException _ -> Optional.of(new Failure(Cause.REFUSED, message(thrown)));
            case UnknownHostException _ -> Optional.of(new Failure(Cause.NETWORK, "unknown host: " + message(thrown)));
            default -> Optional.empty();
        };
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(10);
    }

    private static String message(Throwable thrown) {
        var message = thrown.getMessage();
        return Exchange.line(message == null ? thrown.getClass().getSimpleName() : message);
    }
}
