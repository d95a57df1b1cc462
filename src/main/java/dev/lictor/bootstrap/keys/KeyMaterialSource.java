package dev.lictor.bootstrap.keys;

import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;

/** Where a kind of key material comes from. */
public sealed interface KeyMaterialSource {
    /** A key is made, a certificate is issued. */
    record Made() implements KeyMaterialSource {}

    record OfCa(Ca ca) implements KeyMaterialSource {}

    record OfServers(CertificateAndKey leaf) implements KeyMaterialSource {}
}
