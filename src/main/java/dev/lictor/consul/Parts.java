package dev.lictor.consul;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** A body as it comes. A buffer that grew with it would be copied again and again, which was an eighth of all that a sidecar allocates. */
final class Parts {
    /** Far more than a large cluster's answer, and little enough to hold. */
    static final int MOST_BYTES = 1 << 20;

    private final List<Buffer> parts = new ArrayList<>();
    private int length;

    /** Keeps nothing of it, and says so, if that would be too much. */
    boolean add(Buffer part) {
        if (length + part.length() > MOST_BYTES) {
            return false;
        }
        parts.add(part);
        length += part.length();
        return true;
    }

    byte[] joined() {
        var bytes = new byte[length];
        int at = 0;
        for (var part : parts) {
            part.getBytes(bytes, at);
            at += part.length();
        }
        return bytes;
    }
}
