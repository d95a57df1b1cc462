package dev.lictor.kubernetes.kubeconfig;

import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.FixedClientKey;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of connections to the API server. The client's HTTP library takes one {@link SSLContext} for all its connections; this one makes
 * each connection with the client certificate of the moment, and with the server name of the kubeconfig.
 */
final class ApiTls extends SSLContextSpi {
    private final TrustManager[] trust;
    private final Optional<String> serverName;
    private final ApiCredentials credentials;
    private @Nullable Current current;

    /** Sessions belong to a context, so that a session of an earlier certificate is not resumed with another. */
    private record Current(Optional<CertificateAndKey> certificate, SSLContext context) {}

    private ApiTls(ApiConnection connection) throws GeneralSecurityException, IOException {
        this.trust = trust(connection.trust());
        this.serverName = connection.serverName();
        this.credentials = connection.credentials();
    }

    static SSLContext context(ApiConnection connection) {
        try {
            var tls = new ApiTls(connection);
            return new Context(tls, tls.current().getProvider());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK has TLS, and the certificates were read before", e);
        }
    }

    private static final class Context extends SSLContext {
        Context(SSLContextSpi spi, Provider provider) {
            super(spi, provider, "TLS");
        }
    }

    private synchronized SSLContext current() {
        var certificate = credentials.certificate();
        var known = current;
        if (known == null || !known.certificate().equals(certificate)) {
            known = new Current(certificate, context(certificate));
            current = known;
        }
        return known.context();
    }

    private SSLContext context(Optional<CertificateAndKey> certificate) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(certificate.map(FixedClientKey::new).stream().toArray(KeyManager[]::new), trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has TLS", e);
        }
    }

    private static TrustManager[] trust(ServerTrust trust) throws GeneralSecurityException, IOException {
        return switch (trust) {
            case ServerTrust.PublicCas() -> trusting(null);
            case ServerTrust.Cas(var certificates) -> {
                var store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (var certificate : certificates) {
                    store.setCertificateEntry("ca-" + store.size(), certificate);
                }
                yield trusting(store);
            }
            case ServerTrust.Everybody() -> new TrustManager[] {new TrustEverybody()};
        };
    }

    private static TrustManager[] trusting(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return current().createSSLEngine();
    }

    /** The JDK sends this name to the server, and compares it with the server's certificate. */
    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return current().createSSLEngine(serverName.orElse(host), port);
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return current().getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return current().getSupportedSSLParameters();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return current().getClientSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return current().getServerSessionContext();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("this context is complete");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        throw new UnsupportedOperationException("the client uses engines");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw new UnsupportedOperationException("this context is for clients only");
    }

    /** Extended, because the JDK compares names for the simple kind of trust manager. */
    private static final class TrustEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
