package dev.lictor.consul.http;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How one Consul server is asked.
 *
 * @param url {@code https://} or {@code http://}, host and port
 * @param tlsDirectory of {@code ca.crt}, {@code consul.crt} and {@code consul-key.key}; not read for {@code http://}
 * @param tokenFile of an ACL token; read for each request, since mounts are renewed
 * @param timeout of a request from its first to its last byte
 */
public record ConsulEndpoint(URI url, Path tlsDirectory, Optional<Path> tokenFile, Duration timeout) {
    /** The same with another time limit. */
    public ConsulEndpoint within(Duration limit) {
        return new ConsulEndpoint(url, tlsDirectory, tokenFile, limit);
    }

    public boolean tls() {
        return "https".equals(url.getScheme());
    }

    /** Whether nobody but a process of the same pod or machine can answer. */
    boolean onLoopback() {
        var host = url.getHost();
        try {
            return host.equals("localhost")
                    || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // a name, which may lead anywhere
        }
    }

    public Optional<TokenFile> token() {
        return tokenFile.map(TokenFile::new);
    }
}
