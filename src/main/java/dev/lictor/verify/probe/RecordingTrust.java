package dev.lictor.verify.probe;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts by the JDK's rules and records the server's certificate, also if it is not trusted. For one handshake. */
final class RecordingTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager rules;
    private volatile @Nullable X509Certificate shown;
    private volatile @Nullable String distrust;

    RecordingTrust(List<X509Certificate> cas) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < cas.size(); i++) {
                store.setCertificateEntry("ca-" + i, cas.get(i));
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            this.rules = Stream.of(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK cannot trust certificates in memory", e);
        }
    }

    Optional<X509Certificate> shown() {
        return Optional.ofNullable(shown);
    }

    /** Why the certificate is not trusted, in the words of the innermost exception. */
    Optional<String> distrust() {
        return Optional.ofNullable(distrust);
    }

    private interface Rule {
        void apply() throws CertificateException;
    }

    private void judge(X509Certificate[] chain, Rule rule) throws CertificateException {
        shown = chain[0];
        try {
            rule.apply();
        } catch (CertificateException e) {
            distrust = TlsHandshake.innermost(e);
            throw e;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge(chain, () -> rules.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge(chain, () -> rules.checkServerTrusted(chain, authType, engine));
    }

    /** Refuses a check without a socket, because it would compare no name. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a check without a host name");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this trust manager checks servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this trust manager checks servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this trust manager checks servers only");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return rules.getAcceptedIssuers();
    }
}
