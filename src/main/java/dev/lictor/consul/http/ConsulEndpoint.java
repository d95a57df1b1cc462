package dev.lictor.consul.http;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach one Consul server.
 *
 * @param url {@code https://} or {@code http://}, host and port
 * @param tlsDirectory the directory of {@code ca.crt}, {@code consul.crt} and {@code consul-key.key}; not read for {@code http://}
 * @param tokenFile the file of an ACL token; read again for each request, because Kubernetes may replace a mounted file
 * @param timeout the time limit of a request, from its first to its last byte
 */
public record ConsulEndpoint(URI url, Path tlsDirectory, Optional<Path> tokenFile, Duration timeout) {
    /** This endpoint with another time limit. */
    public ConsulEndpoint within(Duration limit) {
        return new ConsulEndpoint(url, tlsDirectory, tokenFile, limit);
    }

    public boolean tls() {
        return "https".equals(url.getScheme());
    }

    /** Whether only a process of the same pod or machine can answer. */
    boolean onLoopback() {
        var host = url.getHost();
        try {
            return host.equals("localhost")
                    || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // a host name, which may resolve to any address
        }
    }

    public Optional<TokenFile> token() {
        return tokenFile.map(TokenFile::new);
    }
}
