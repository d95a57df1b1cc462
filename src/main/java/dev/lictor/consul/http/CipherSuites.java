package dev.lictor.consul.http;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * All cipher suites of the JDK, with ChaCha20 first, so that Consul selects it. A native executable that runs on every machine uses no AES
 * instructions, and AES takes it three times as long for the same bytes.
 */
final class CipherSuites {
    static final List<String> OFFERED = offered();

    private CipherSuites() {}

    private static List<String> offered() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
                    .sorted(Comparator.comparing(suite -> !suite.contains("CHACHA20")))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }
}
