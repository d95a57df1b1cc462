package dev.lictor.consul.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.testing.SnapshotArchives;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotArchiveTest {
    private static final byte[] STATE = "what Raft holds".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void aCompleteSnapshotHasAnIndex() throws IOException {
        assertThat(SnapshotArchive.check(file(SnapshotArchives.whole(STATE, 23))))
                .isEqualTo(23);
        assertThat(SnapshotArchive.index(file(SnapshotArchives.whole(STATE, 23))))
                .isEqualTo(23);
    }

    @Test
    void aFileWithoutAnIndexIsRefused() throws IOException {
        var without = file(SnapshotArchives.of("state.bin", STATE));
        assertThatThrownBy(() -> SnapshotArchive.index(without))
                .isInstanceOf(IOException.class)
                .hasMessage("it has no meta.json");
        var empty = file(SnapshotArchives.of("meta.json", "{}".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> SnapshotArchive.index(empty))
                .isInstanceOf(IOException.class)
                .hasMessage("its meta.json has no index");
    }

    @Test
    void aTruncatedSnapshotIsRefused() throws IOException {
        var whole = SnapshotArchives.whole(STATE, 23);
        for (int bytes = 0; bytes < whole.length; bytes++) {
            isBroken(Arrays.copyOf(whole, bytes));
        }
    }

    @Test
    void aSnapshotWithAFlippedBitIsRefusedOrUnchanged() throws IOException {
        var whole = SnapshotArchives.whole(STATE, 23);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            var flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                SnapshotArchive.check(file(flipped));
            } catch (IOException e) {
                continue;
            }
            assertThat(unpacked(flipped)).isEqualTo(unpacked(whole));
        }
    }

    private static byte[] unpacked(byte[] packed) throws IOException {
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return unpacked.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Permission denied", "<html>"})
    void otherFilesAreRefused(String text) throws IOException {
        isBroken(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void inconsistentSnapshotsAreRefused() throws IOException {
        var meta = SnapshotArchives.meta(STATE.length, 23);
        var longer = SnapshotArchives.meta(STATE.length + 1, 23);

        isBroken(SnapshotArchives.of("meta.json", meta, "state.bin", STATE));
        isBroken(SnapshotArchives.of("state.bin", STATE, "SHA256SUMS", SnapshotArchives.sums("state.bin", STATE)));
        isBroken(SnapshotArchives.of(
                "meta.json", meta, "state.bin", STATE, "SHA256SUMS", SnapshotArchives.sums("meta.json", meta)));
        isBroken(SnapshotArchives.of(
                "meta.json",
                meta,
                "state.bin",
                STATE,
                "SHA256SUMS",
                SnapshotArchives.sums("meta.json", meta, "state.bin", meta)));
        isBroken(SnapshotArchives.of(
                "meta.json",
                longer,
                "state.bin",
                STATE,
                "SHA256SUMS",
                SnapshotArchives.sums("meta.json", longer, "state.bin", STATE)));
        isBroken(SnapshotArchives.of(
                "meta.json",
                meta,
                "state.bin",
                STATE,
                "other",
                STATE,
                "SHA256SUMS",
                SnapshotArchives.sums("meta.json", meta, "state.bin", STATE, "other", STATE)));
    }

    private void isBroken(byte[] bytes) throws IOException {
        var file = file(bytes);
        assertThatThrownBy(() -> SnapshotArchive.check(file)).isInstanceOf(IOException.class);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("a.snap"), bytes);
    }
}
