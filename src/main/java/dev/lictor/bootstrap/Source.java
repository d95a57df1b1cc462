package dev.lictor.bootstrap;

import dev.lictor.pki.Authority;
import dev.lictor.pki.KeyMaterial;

/** Where a kind of key material comes from. */
public sealed interface Source {
    /** A key is made, a certificate is issued. */
    record Made() implements Source {}

    record OfAuthority(Authority authority) implements Source {}

    record OfServers(KeyMaterial leaf) implements Source {}
}
