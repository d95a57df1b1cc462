package dev.lictor.kubernetes.kubeconfig;

import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chooses the proxy for a server by the environment, with the rules of Go's HTTP client, which kubectl uses (package
 * golang.org/x/net/http/httpproxy): a server on loopback is reached directly; {@code NO_PROXY} is a list of addresses, networks and domains,
 * each with an optional port, and {@code *} means all servers.
 */
final class ProxyRules {
    private static final String EVERYTHING = "*";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private ProxyRules() {}

    /** @throws Proxy.UnusableProxyException if the variable names a proxy that cannot be used */
    static Optional<Proxy> choose(URI server, Map<String, String> environment) {
        var isTls = "https".equalsIgnoreCase(server.getScheme());
        var variable = variable(environment, isTls ? "HTTPS_PROXY" : "HTTP_PROXY");
        if (variable.isEmpty() || isDirect(server, isTls, environment)) {
            return Optional.empty();
        }
        return Optional.of(Proxy.ofVariable(environment.getOrDefault(variable.get(), ""), variable.get()));
    }

    /** The name in capitals wins. An empty value is no value. */
    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Stream.of(name, name.toLowerCase(Locale.ROOT))
                .filter(candidate -> !environment.getOrDefault(candidate, "").isEmpty())
                .findFirst();
    }

    private static boolean isDirect(URI server, boolean isTls, Map<String, String> environment) {
        var host = host(server.getHost()).toLowerCase(Locale.ROOT);
        var port = server.getPort() >= 0 ? server.getPort() : isTls ? HTTPS_PORT : HTTP_PORT;
        var address = address(host);
        if (isLoopback(server)) {
            return true;
        }
        return variable(environment, "NO_PROXY").stream()
                .flatMap(
                        name -> Arrays.stream(environment.getOrDefault(name, "").split(",", -1)))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> matches(entry, host, address, port));
    }

    static boolean isLoopback(URI server) {
        var host = host(server.getHost()).toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || address(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static boolean matches(String entry, String host, Optional<InetAddress> address, int port) {
        if (entry.equals(EVERYTHING)) {
            return true;
        }
        var network = network(entry);
        if (network.isPresent()) {
            return address.filter(network.get()::contains).isPresent();
        }
        var target = HostAndPort.of(entry);
        if (!target.port().isEmpty() && !target.port().equals(String.valueOf(port))) {
            return false;
        }
        var entryAddress = address(target.host());
        return entryAddress.isPresent()
                ? address.equals(entryAddress)
                : !target.host().isEmpty() && isInDomain(host, target.host());
    }

    /** {@code example.org} means the name and all below it; {@code .example.org} and {@code *.example.org} only those below. */
    private static boolean isInDomain(String host, String domain) {
        var name = domain.startsWith("*.") ? domain.substring(1) : domain;
        return name.startsWith(".") ? host.endsWith(name) : host.equals(name) || host.endsWith("." + name);
    }

    private record HostAndPort(String host, String port) {
        static HostAndPort of(String entry) {
            var colon = entry.lastIndexOf(':');
            if (entry.startsWith("[")) {
                var end = entry.indexOf(']');
                return end < 0
                        ? new HostAndPort("", "")
                        : new HostAndPort(entry.substring(1, end), colon > end ? entry.substring(colon + 1) : "");
            }
            return colon < 0 || entry.indexOf(':') < colon
                    ? new HostAndPort(entry, "")
                    : new HostAndPort(entry.substring(0, colon), entry.substring(colon + 1));
        }
    }

    private record Network(InetAddress first, int bits) {
        boolean contains(InetAddress candidate) {
            var address = first.getAddress();
            var bytes = candidate.getAddress();
            if (bytes.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if (((bytes[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static Optional<Network> network(String entry) {
        var parts = List.of(entry.split("/", -1));
        if (parts.size() != 2 || !parts.get(1).matches("\\d{1,3}")) {
            return Optional.empty();
        }
        var bits = Integer.parseInt(parts.get(1));
        return address(parts.get(0))
                .filter(first -> bits <= first.getAddress().length * Byte.SIZE)
                .map(first -> new Network(first, bits));
    }

    /** Reads an IP address. Looks up no name. */
    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String host(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
