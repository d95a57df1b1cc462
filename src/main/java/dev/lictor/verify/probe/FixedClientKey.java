package dev.lictor.verify.probe;

import dev.lictor.pki.CertificateAndKey;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;

/** Presents one certificate to every server that asks. The JDK's key manager presents none to a server that does not name its CA. */
final class FixedClientKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";

    private final CertificateAndKey own;

    FixedClientKey(CertificateAndKey own) {
        this.own = own;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return own.shown().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return own.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        throw new UnsupportedOperationException("this key manager is for clients only");
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        throw new UnsupportedOperationException("this key manager is for clients only");
    }
}
