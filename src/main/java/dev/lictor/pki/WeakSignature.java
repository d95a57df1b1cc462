package dev.lictor.pki;

import java.security.cert.X509Certificate;
import java.util.regex.Pattern;

/** Signatures with digests for which collisions are known: MD2, MD5 and SHA-1. */
final class WeakSignature {
    private static final Pattern WEAK = Pattern.compile("(MD2|MD5|SHA1)with.*", Pattern.CASE_INSENSITIVE);

    private WeakSignature() {}

    static boolean isOn(X509Certificate certificate) {
        return WEAK.matcher(certificate.getSigAlgName()).matches();
    }
}
