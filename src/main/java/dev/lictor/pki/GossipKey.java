package dev.lictor.pki;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The key by which Consul's gossip is encrypted: 32 random bytes, written in base64. */
public final class GossipKey {
    private static final int BYTES = 32;
    private static final Set<Integer> SIZES = Set.of(16, 24, BYTES);

    /** As Go reads it: with all padding, and bits that are too many in the last character make no difference. */
    private static final Pattern BASE64 =
            Pattern.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

    private final String base64;

    private GossipKey(byte[] bytes) {
        this.base64 = Base64.getEncoder().encodeToString(bytes);
    }

    public static GossipKey generate(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new GossipKey(bytes);
    }

    /**
     * Reads a key as it lies in a Secret or a file, of all that Consul accepts: also of 16 and 24 bytes, and on several lines.
     *
     * @throws BrokenKeyMaterialException if it is no gossip key; the message does not repeat it
     */
    public static GossipKey parse(String text) {
        var base64 = text.replaceAll("[\\r\\n]", "").strip();
        var bytes = decoded(base64)
                .orElseThrow(() -> new BrokenKeyMaterialException("the gossip key is not base64" + slip(base64)));
        if (!SIZES.contains(bytes.length)) {
            throw new BrokenKeyMaterialException(
                    "the gossip key has %d bytes instead of 32%s".formatted(bytes.length, slip(bytes)));
        }
        return new GossipKey(bytes);
    }

    private static Optional<byte[]> decoded(String base64) {
        return BASE64.matcher(base64).matches()
                ? Optional.of(Base64.getDecoder().decode(base64))
                : Optional.empty();
    }

    /** What may have happened to it. */
    private static String slip(String base64) {
        if (isKey(base64.replace("=", "")
                + "=".repeat((4 - base64.replace("=", "").length() % 4) % 4))) {
            return " as Consul reads it: the = at its end are not as they should be";
        }
        if (isKey(base64.replace('-', '+').replace('_', '/'))) {
            return " as Consul reads it, but of the URL-safe kind: write + for - and / for _";
        }
        return base64.length() > 1 && isKey(base64.substring(1, base64.length() - 1))
                ? ": take the quotation marks away"
                : "";
    }

    private static String slip(byte[] bytes) {
        return isKey(new String(bytes, StandardCharsets.ISO_8859_1).strip())
                ? ": is it encoded twice? What it decodes to is a key in base64"
                : "";
    }

    private static boolean isKey(String base64) {
        return decoded(base64).filter(bytes -> SIZES.contains(bytes.length)).isPresent();
    }

    /** As Consul itself writes it. */
    public String base64() {
        return base64;
    }

    @Override
    public String toString() {
        return "GossipKey[hidden]";
    }
}
