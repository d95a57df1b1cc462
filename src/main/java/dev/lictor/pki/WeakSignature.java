package dev.lictor.pki;

import java.security.cert.X509Certificate;
import java.util.regex.Pattern;

/** Signatures over digests for which others can be found. */
final class WeakSignature {
    private static final Pattern WEAK = Pattern.compile("(MD2|MD5|SHA1)with.*", Pattern.CASE_INSENSITIVE);

    private WeakSignature() {}

    static boolean isOn(X509Certificate certificate) {
        return WEAK.matcher(certificate.getSigAlgName()).matches();
    }
}
