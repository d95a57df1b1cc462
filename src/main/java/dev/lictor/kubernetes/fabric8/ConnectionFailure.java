package dev.lictor.kubernetes.fabric8;

import dev.lictor.text.Foreign;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why no connection to the API server came about, or none that lasted until its answer. Each cause has a remedy of its own. */
enum ConnectionFailure {
    PROXY(
            "",
            "check the proxy: proxy-url in the kubeconfig, or HTTPS_PROXY; NO_PROXY lists what is reached without it"),
    UNKNOWN_HOST(
            "the name is unknown: ",
            "check the server of the kubeconfig, and whether this machine's DNS, or a VPN, knows the name"),
    REFUSED("connection refused", "check that the API server runs, and the port of the kubeconfig's server"),
    NO_ROUTE("no route to the server", "check the network and the VPN to the server"),
    TIMEOUT("no answer in time", "check the network, the VPN or the firewall to the server; it may also be overloaded"),
    NOT_TLS(
            "the server does not speak TLS",
            "check the server of the kubeconfig: its port serves http, or another protocol"),
    SERVER_EXPIRED(
            "the server's certificate is not valid at this time: ",
            "renew the API server's certificate, or set this machine's clock"),
    WRONG_NAME(
            "the server's certificate is for other names: ",
            "use one of its names as the server of the kubeconfig, or as its tls-server-name"),
    UNKNOWN_CA(
            "the server's certificate is of a CA that is not trusted",
            "set certificate-authority-data of the kubeconfig to the CA of this cluster; it may have been replaced, or"
                    + " the server is another one"),
    CLIENT_CERTIFICATE(
            "the server refuses the client certificate: ",
            "get a new client certificate, or the kubeconfig of this cluster"),
    TLS("", "check the server of the kubeconfig, and what is between it and this machine"),
    CLOSED(
            "the connection was closed",
            "check that the API server, and what is in front of it, is healthy; then run again");

    private static final Pattern CERTIFICATE_ALERT =
            Pattern.compile("alert: (bad_certificate|certificate_.*|unknown_ca|unsupported_certificate|access_denied)");

    private static final Pattern NAMES = Pattern.compile("(?i)no (subject alternative|name matching).*");

    private final String words;
    private final String remedy;

    ConnectionFailure(String words, String remedy) {
        this.words = words;
        this.remedy = remedy;
    }

    /** @return empty if the failure is not one of the connection */
    static Optional<ConnectionFailure> of(Throwable failure) {
        var chain = chain(failure);
        if (has(chain, ProxyConnectException.class)) {
            return Optional.of(PROXY);
        }
        if (has(chain, UnknownHostException.class)) {
            return Optional.of(UNKNOWN_HOST);
        }
        if (has(chain, NoRouteToHostException.class)) {
            return Optional.of(NO_ROUTE);
        }
        if (has(chain, TimeoutException.class) || says(chain, "connection timed out") || says(chain, "timed out")) {
            return Optional.of(TIMEOUT);
        }
        if (has(chain, ConnectException.class)) {
            return Optional.of(REFUSED);
        }
        return tls(chain).or(() -> closed(chain));
    }

    private static Optional<ConnectionFailure> tls(List<Throwable> chain) {
        if (has(chain, NotSslRecordException.class)) {
            return Optional.of(NOT_TLS);
        }
        if (has(chain, CertificateExpiredException.class) || has(chain, CertificateNotYetValidException.class)) {
            return Optional.of(SERVER_EXPIRED);
        }
        if (chain.stream().anyMatch(ConnectionFailure::isAboutNames)) {
            return Optional.of(WRONG_NAME);
        }
        if (has(chain, CertPathBuilderException.class) || has(chain, CertificateException.class)) {
            return Optional.of(UNKNOWN_CA);
        }
        if (chain.stream()
                .anyMatch(each -> CERTIFICATE_ALERT.matcher(message(each)).find())) {
            return Optional.of(CLIENT_CERTIFICATE);
        }
        return has(chain, SSLException.class) ? Optional.of(TLS) : Optional.empty();
    }

    private static Optional<ConnectionFailure> closed(List<Throwable> chain) {
        return has(chain, SocketException.class)
                        || says(chain, "connection was closed")
                        || says(chain, "connection reset")
                ? Optional.of(CLOSED)
                : Optional.empty();
    }

    private static boolean isAboutNames(Throwable failure) {
        return failure instanceof CertificateException
                && NAMES.matcher(message(failure)).lookingAt();
    }

    /** Two lines: what is wrong, and what to do. */
    String inWords(Throwable failure) {
        var root = Foreign.line(message(chain(failure).getLast()));
        var fact = words.isEmpty() || words.endsWith(": ") ? words + root : words;
        return fact + "\n" + remedy;
    }

    private static List<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(20)
                .toList();
    }

    private static boolean has(List<Throwable> chain, Class<? extends Throwable> type) {
        return chain.stream().anyMatch(type::isInstance);
    }

    private static boolean says(List<Throwable> chain, String words) {
        return chain.stream()
                .anyMatch(each -> message(each).toLowerCase(Locale.ROOT).contains(words));
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
