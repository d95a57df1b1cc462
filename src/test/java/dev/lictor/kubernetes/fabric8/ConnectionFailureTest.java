package dev.lictor.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionFailureTest {
    static Stream<Arguments> causes() throws IOException {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused: /127.0.0.1:1"), "connection refused"),
                Arguments.of(new UnknownHostException("api.invalid"), "the name is unknown: api.invalid"),
                Arguments.of(new NoRouteToHostException("No route to host"), "no route to the server"),
                Arguments.of(
                        new TimeoutException("The timeout period of 15000ms has been exceeded"), "no answer in time"),
                Arguments.of(
                        new ConnectException("connection timed out after 5000 ms: /10.0.0.1:443"), "no answer in time"),
                Arguments.of(new NotSslRecordException("not an SSL/TLS record: 48"), "the server does not speak TLS"),
                Arguments.of(
                        handshake(new CertificateException("No name matching localhost found")),
                        "the server's certificate is for other names: No name matching localhost found"),
                Arguments.of(
                        handshake(new CertificateException(
                                "No subject alternative names matching IP address 127.0.0.2 found")),
                        "the server's certificate is for other names: No subject alternative names matching IP address"
                                + " 127.0.0.2 found"),
                Arguments.of(
                        handshake(new CertificateExpiredException("NotAfter: Mon Nov 30 00:00:00 UTC 2026")),
                        "the server's certificate is not valid at this time: NotAfter: Mon Nov 30 00:00:00 UTC 2026"),
                Arguments.of(
                        handshake(new CertPathBuilderException("unable to find valid certification path")),
                        "the server's certificate is of a CA that is not trusted"),
                Arguments.of(
                        new SSLHandshakeException("Received fatal alert: certificate_expired"),
                        "the server refuses the client certificate: Received fatal alert: certificate_expired"),
                Arguments.of(
                        new SSLHandshakeException("Received fatal alert: handshake_failure"),
                        "Received fatal alert: handshake_failure"),
                Arguments.of(
                        new HttpProxyHandler.HttpProxyConnectException(
                                "http, none, /127.0.0.1:9 => k/1.2.3.4:1, status: 407", null),
                        "http, none, /127.0.0.1:9 => k/1.2.3.4:1, status: 407"),
                Arguments.of(new SocketException("Connection reset"), "the connection was closed"),
                Arguments.of(new IOException("Connection was closed"), "the connection was closed"));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void aCauseIsNamedWithARemedyOfItsOwn(Throwable cause, String fact) {
        var failure = new IllegalStateException("around it", new IOException("Failed to create SSL connection", cause));

        var found = ConnectionFailure.of(failure).orElseThrow();

        assertThat(found.inWords(failure).lines()).hasSize(2).first().isEqualTo(fact);
        assertThat(found.inWords(failure)).doesNotContain("Exception");
    }

    @Test
    void noTwoCausesHaveTheSameRemedy() {
        assertThat(Arrays.stream(ConnectionFailure.values())
                        .map(cause -> cause.inWords(new IOException("x"))
                                .lines()
                                .toList()
                                .getLast()))
                .doesNotHaveDuplicates();
    }

    @Test
    void aFailureOfAnotherKindIsNone() {
        assertThat(ConnectionFailure.of(new IllegalStateException("x", new EOFException("y"))))
                .isEmpty();
    }

    private static SSLHandshakeException handshake(Exception cause) {
        var failure = new SSLHandshakeException("PKIX path building failed");
        failure.initCause(cause);
        return failure;
    }
}
