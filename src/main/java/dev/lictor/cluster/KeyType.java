package dev.lictor.cluster;

import java.util.Locale;

/** What keys are made for certificates: kinds that Consul, the JDK and OpenSSL all read. */
public enum KeyType {
    EC_P256,
    EC_P384,
    RSA_2048,
    RSA_3072,
    RSA_4096;

    /** As settings and reports call it, such as {@code ec-p256}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
