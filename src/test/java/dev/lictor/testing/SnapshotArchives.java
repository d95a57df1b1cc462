package dev.lictor.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Creates snapshot archives: valid ones as Consul writes them, and invalid ones. */
public final class SnapshotArchives {
    private SnapshotArchives() {}

    public static byte[] whole(byte[] state, long index) throws IOException {
        var meta = meta(state.length, index);
        return of("meta.json", meta, "state.bin", state, "SHA256SUMS", sums("meta.json", meta, "state.bin", state));
    }

    public static byte[] meta(int size, long index) {
        return """
                {"Version":1,"ID":"2-23-1","Index":%d,"Term":2,"Peers":"","Configuration":{},"ConfigurationIndex":1,"Size":%d}
                """.formatted(index, size).getBytes(StandardCharsets.UTF_8);
    }

    /** @param files names and contents */
    public static byte[] sums(Object... files) {
        var lines = new StringBuilder();
        for (int i = 0; i < files.length; i += 2) {
            lines.append(HexFormat.of().formatHex(sha256((byte[]) files[i + 1])))
                    .append("  ")
                    .append(files[i])
                    .append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @param files names and contents */
    public static byte[] of(Object... files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (int i = 0; i < files.length; i += 2) {
                var content = (byte[]) files[i + 1];
                var entry = new TarArchiveEntry((String) files[i]);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
