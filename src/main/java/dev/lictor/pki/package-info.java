/** Certificates, keys and the rules of their renewal. BouncyCastle stays inside. */
@NullMarked
package dev.lictor.pki;

import org.jspecify.annotations.NullMarked;
