package dev.lictor.pki;

import java.util.Base64;
import java.util.Optional;

/**
 * A block between {@code -----BEGIN} and {@code -----END} (RFC 7468). {@link #toString} does not show its content.
 *
 * @param label such as {@code CERTIFICATE}
 * @param line the line of the text in which it begins
 * @param encrypted whether its headers say that it is encrypted (RFC 1421)
 * @param base64 its content, without blanks and line ends
 * @param flaw why Consul does not find the block
 */
record PemBlock(String label, int line, boolean encrypted, String base64, Optional<KeyMaterialForm> flaw) {
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    byte[] content() {
        return Base64.getDecoder().decode(base64);
    }

    /** Go takes the first block of such a label for the key, whatever is in it (crypto/tls, X509KeyPair). */
    boolean isPrivateKey() {
        return label.equals(PRIVATE_KEY) || label.endsWith(" " + PRIVATE_KEY);
    }

    @Override
    public String toString() {
        return "PemBlock[%s, line %d]".formatted(label, line);
    }
}
