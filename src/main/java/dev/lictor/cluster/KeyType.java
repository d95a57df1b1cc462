package dev.lictor.cluster;

import java.util.Locale;

/** Types of the private keys of certificates. Consul, the JDK and OpenSSL read all of them. */
public enum KeyType {
    EC_P256,
    EC_P384,
    RSA_2048,
    RSA_3072,
    RSA_4096;

    /** The name in settings and reports, such as {@code ec-p256}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
