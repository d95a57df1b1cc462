package dev.lictor.pki;

import dev.lictor.text.TextEncoding;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The key that encrypts Consul's gossip: 32 random bytes, written in base64. {@link #toString} does not show it. */
public final class GossipKey {
    private static final int BYTES = 32;
    private static final Set<Integer> SIZES = Set.of(16, 24, BYTES);

    /** Base64 as Go reads it: padding is required, and surplus bits of the last character are ignored (encoding/base64, StdEncoding). */
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

    /** As {@link #parse(String)}, of a file in any encoding. */
    public static GossipKey parse(byte[] file) {
        var text = TextEncoding.of(file).decode(file);
        if (SIZES.contains(file.length) && text.chars().anyMatch(each -> each < ' ' || each > '~')) {
            throw new BrokenKeyMaterialException(new Violation(
                    "the gossip key is %d bytes as they are, and Consul reads it in base64".formatted(file.length),
                    "put there what base64 -w0 makes of them"));
        }
        return parse(text);
    }

    /**
     * Reads a key from the text of a Secret or a file. It accepts what Consul accepts: 16, 24 or 32 bytes, also on several lines.
     *
     * @throws BrokenKeyMaterialException if the text is not a gossip key; the message does not repeat the text
     */
    public static GossipKey parse(String text) {
        var base64 = text.replaceAll("[\\r\\n]", "").strip();
        var bytes = decoded(base64)
                .orElseThrow(() -> new BrokenKeyMaterialException("the gossip key is not base64" + hint(base64)));
        if (!SIZES.contains(bytes.length)) {
            throw new BrokenKeyMaterialException(
                    "the gossip key has %d bytes instead of 32%s".formatted(bytes.length, hint(bytes)));
        }
        return new GossipKey(bytes);
    }

    private static Optional<byte[]> decoded(String base64) {
        return BASE64.matcher(base64).matches()
                ? Optional.of(Base64.getDecoder().decode(base64))
                : Optional.empty();
    }

    /** A hint at the likely mistake; empty if none is recognised. */
    private static String hint(String base64) {
        if (isKey(base64.replace("=", "")
                + "=".repeat((4 - base64.replace("=", "").length() % 4) % 4))) {
            return " as Consul reads it: the padding (=) at its end is wrong";
        }
        if (isKey(base64.replace('-', '+').replace('_', '/'))) {
            return " as Consul reads it, but URL-safe base64: write + for - and / for _";
        }
        return base64.length() > 1 && isKey(base64.substring(1, base64.length() - 1))
                ? ": write it without quotation marks"
                : "";
    }

    private static String hint(byte[] bytes) {
        return isKey(new String(bytes, StandardCharsets.ISO_8859_1).strip())
                ? ": is it encoded twice? What it decodes to is a key in base64"
                : "";
    }

    private static boolean isKey(String base64) {
        return decoded(base64).filter(bytes -> SIZES.contains(bytes.length)).isPresent();
    }

    /** The key in base64, as {@code consul keygen} writes it. */
    public String base64() {
        return base64;
    }

    @Override
    public String toString() {
        return "GossipKey[hidden]";
    }
}
