/** Certificates, keys, and the rules for reissuing them. BouncyCastle is used only here. */
@NullMarked
package dev.lictor.pki;

import org.jspecify.annotations.NullMarked;
