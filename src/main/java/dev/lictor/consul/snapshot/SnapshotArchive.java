package dev.lictor.consul.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.text.Foreign;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads Consul's snapshot format: a gzipped tar of {@code meta.json}, {@code state.bin} and {@code SHA256SUMS}, which has the sums of both
 * (hashicorp/consul, snapshot/archive.go).
 */
public final class SnapshotArchive {
    private static final String META = "meta.json";
    private static final String STATE = "state.bin";
    private static final String SUMS = "SHA256SUMS";

    /** Limit of a file that is read into memory: a thousand times its usual size. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int BUFFER = 1 << 16;
    private static final byte[] NOTHING = {};
    private static final ObjectMapper JSON = new ObjectMapper();

    private SnapshotArchive() {}

    /**
     * Reads the whole snapshot, as a restore does, and compares its sums.
     *
     * @return the index of the last Raft log entry in the snapshot
     * @throws IOException if the file cannot be read, or if a restore refuses it or ought to refuse it
     */
    public static long check(Path file) throws IOException {
        var sums = new TreeSet<String>();
        var small = new TreeMap<String, byte[]>();
        long stateBytes = 0;
        try (var packed = Files.newInputStream(file);
                var unpacked = new GZIPInputStream(packed, BUFFER);
                var tar = new TarArchiveInputStream(unpacked)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var digest = sha256();
                var content = new DigestInputStream(tar, digest);
                switch (entry.getName()) {
                    case STATE -> stateBytes = content.transferTo(OutputStream.nullOutputStream());
                    case META, SUMS -> small.put(entry.getName(), content.readNBytes(MOST_BYTES));
                    default -> throw new IOException("it holds a file %s".formatted(Foreign.line(entry.getName())));
                }
                if (!entry.getName().equals(SUMS)) {
                    sums.add(HexFormat.of().formatHex(digest.digest()) + "  " + entry.getName());
                }
            }
            // The last bytes of a gzip stream are a checksum, so read to the end.
            unpacked.transferTo(OutputStream.nullOutputStream());
        }
        if (sums.size() != 2 || !sums.equals(lines(small.getOrDefault(SUMS, NOTHING)))) {
            throw new IOException("its files are not those of its SHA256SUMS");
        }
        var meta = JSON.readTree(small.getOrDefault(META, NOTHING));
        if (meta.path("Size").asLong(-1) != stateBytes) {
            throw new IOException("its state is not that of its meta.json");
        }
        return index(meta);
    }

    /**
     * Reads only {@code meta.json}.
     *
     * @return the index of the last Raft log entry in the snapshot
     * @throws IOException if the file cannot be read
     */
    public static long index(Path file) throws IOException {
        try (var packed = Files.newInputStream(file);
                var unpacked = new GZIPInputStream(packed, BUFFER);
                var tar = new TarArchiveInputStream(unpacked)) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().equals(META)) {
                    return index(JSON.readTree(tar.readNBytes(MOST_BYTES)));
                }
            }
            throw new IOException("it has no " + META);
        }
    }

    private static long index(JsonNode meta) throws IOException {
        if (!meta.path("Index").isIntegralNumber()) {
            throw new IOException("its %s has no index".formatted(META));
        }
        return meta.path("Index").longValue();
    }

    private static Set<String> lines(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).lines().collect(Collectors.toSet());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
