package dev.lictor.bootstrap.keys;

import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;

/** Where a kind of key material comes from. */
public sealed interface KeyMaterialSource {
    /** The run generates the key or issues the certificate. */
    record Made() implements KeyMaterialSource {}

    /** A supplied CA, or one found in a Secret that is taken over. */
    record OfCa(Ca ca) implements KeyMaterialSource {}

    /** A supplied certificate of the servers. */
    record OfServers(CertificateAndKey leaf) implements KeyMaterialSource {}
}
