package dev.lictor.kubernetes.kubeconfig;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * A proxy between this machine and the API server.
 *
 * @param source the field or the environment variable that names it, for messages
 * @param credentials the proxy's user and password
 */
record Proxy(Type type, String host, int port, Optional<Credentials> credentials, String source) {
    enum Type {
        HTTP,
        SOCKS5
    }

    private static final int HTTP_PORT = 80;
    private static final int SOCKS_PORT = 1080;
    private static final String SCHEME = "://";

    record Credentials(String user, String password) {
        @Override
        public String toString() {
            return "Credentials[not shown]";
        }
    }

    /** A proxy that Lictor cannot use. The message names the source and does not show the URL, which can hold a password. */
    static final class UnusableProxyException extends RuntimeException {
        UnusableProxyException(String source, String why) {
            super("%s %s".formatted(source, why));
        }
    }

    /** A {@code proxy-url} of a kubeconfig, which needs a scheme. */
    static Proxy ofField(String url, String source) {
        return parse(url, source)
                .orElseThrow(() -> new UnusableProxyException(source, "is not a URL such as http://proxy:3128"));
    }

    /** The value of an environment variable. Go's HTTP client reads one without a scheme as {@code http://}. */
    static Proxy ofVariable(String value, String source) {
        return parse(value, source)
                .or(() -> parse("http" + SCHEME + value, source))
                .orElseThrow(() -> new UnusableProxyException(source, "is not a URL such as http://proxy:3128"));
    }

    private static Optional<Proxy> parse(String url, String source) {
        try {
            var uri = new URI(url.strip());
            return uri.getScheme() == null || uri.getHost() == null ? Optional.empty() : Optional.of(of(uri, source));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Proxy of(URI uri, String source) {
        var credentials = Optional.ofNullable(uri.getUserInfo()).map(text -> credentials(text, source));
        var host = uri.getHost().startsWith("[")
                ? uri.getHost().substring(1, uri.getHost().length() - 1)
                : uri.getHost();
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "http" -> new Proxy(Type.HTTP, host, port(uri, HTTP_PORT), credentials, source);
            case "socks5", "socks5h" -> new Proxy(Type.SOCKS5, host, port(uri, SOCKS_PORT), credentials, source);
            case "https" ->
                throw new UnusableProxyException(
                        source,
                        "names a proxy of https://, which Lictor does not support; name one of http:// or socks5://");
            default ->
                throw new UnusableProxyException(
                        source, "names a proxy that is neither http:// nor socks5://, which Lictor does not support");
        };
    }

    private static int port(URI uri, int otherwise) {
        return uri.getPort() < 0 ? otherwise : uri.getPort();
    }

    /** The client's own form of credentials is {@code user:password}, which it splits at each colon. */
    private static Credentials credentials(String text, String source) {
        var parts = text.split(":", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty() || parts[1].contains(":")) {
            throw new UnusableProxyException(
                    source, "needs a user and a password without a colon in it, or none of both (not shown)");
        }
        return new Credentials(parts[0], parts[1]);
    }

    /** As in a log: without the credentials. */
    @Override
    public String toString() {
        return "the proxy %s:%d of %s".formatted(host.contains(":") ? "[" + host + "]" : host, port, source);
    }
}
