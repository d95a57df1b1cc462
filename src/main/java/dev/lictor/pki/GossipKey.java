package dev.lictor.pki;

import java.security.SecureRandom;
import java.util.Base64;

/** The key by which Consul's gossip is encrypted: 32 random bytes, written in base64. */
public final class GossipKey {
    private static final int BYTES = 32;

    private final String base64;

    private GossipKey(String base64) {
        this.base64 = base64;
    }

    public static GossipKey generate(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new GossipKey(Base64.getEncoder().encodeToString(bytes));
    }

    /**
     * Reads a key as it lies in a Secret or a file. Keys of 16 and 24 bytes are accepted, as Consul accepts them.
     *
     * @throws BrokenKeyMaterialException if it is no gossip key; the message does not repeat it
     */
    public static GossipKey parse(String text) {
        var base64 = text.strip();
        int length;
        try {
            length = Base64.getDecoder().decode(base64).length;
        } catch (IllegalArgumentException e) {
            throw new BrokenKeyMaterialException("the gossip key is not base64", e);
        }
        if (length != 16 && length != 24 && length != BYTES) {
            throw new BrokenKeyMaterialException("the gossip key has %d bytes instead of 32".formatted(length));
        }
        return new GossipKey(base64);
    }

    public String base64() {
        return base64;
    }

    @Override
    public String toString() {
        return "GossipKey[hidden]";
    }
}
