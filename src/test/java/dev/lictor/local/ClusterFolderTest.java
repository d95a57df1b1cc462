package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.testing.LocalExamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFolderTest {
    @TempDir
    Path directory;

    @Test
    void othersMayReachWhatIsPublicInItAndNotListIt() throws IOException {
        var path = directory.resolve(".lictor/local");
        try (var folder = ClusterFolder.open(path)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                    .isEqualTo("rwx--x--x");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.path().getParent())))
                    .isEqualTo("rwx--x--x");
        }
    }

    @Test
    void belongsToOneAtATime() {
        var path = directory.resolve("local");
        try (var first = ClusterFolder.open(path)) {
            assertThatThrownBy(() -> ClusterFolder.open(first.path()))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("another `lictor local up` runs in " + path);
        }
        ClusterFolder.open(path).close();
    }

    @Test
    void aFolderWithOtherFilesIsLeftAlone() throws IOException {
        Files.writeString(directory.resolve("diary"), "dear diary");

        assertThatThrownBy(() -> ClusterFolder.open(directory)).hasMessageContaining("holds other files");
        assertThatThrownBy(() -> ClusterFolder.open(directory.resolve("diary")))
                .hasMessageContaining("is not a folder");
        assertThat(directory.resolve("lock")).doesNotExist();
    }

    @Test
    void aFolderThatMayNotBeMadeIsSaidInWords() throws IOException {
        var inAFile =
                Files.writeString(directory.resolve("diary"), "dear diary").resolve("local");

        assertThatThrownBy(() -> ClusterFolder.open(inAFile))
                .isInstanceOf(CannotStartException.class)
                .hasMessage("cannot create the folder %s: Not a directory; use another --dir", inAFile);
    }

    @Test
    void remembersWhatItHeld() {
        var record = new ClusterRecord(LocalExamples.NEWEST, "dc1", List.of(LocalExamples.ports(0)));
        try (var folder = ClusterFolder.open(directory.resolve("local"))) {
            assertThat(folder.record()).isEmpty();
            folder.record(record);
            assertThat(folder.record()).contains(record);
            assertThat(ClusterFolder.settings(folder.path()))
                    .isEqualTo(Map.of("lictor.servers", "1", "lictor.datacenter", "dc1"));
        }
    }

    @Test
    void aRecordThatCannotBeParsedStopsTheStart() throws IOException {
        try (var folder = ClusterFolder.open(directory.resolve("local"))) {
            Files.writeString(folder.path().resolve("cluster.json"), "{}");

            assertThatThrownBy(folder::record).hasMessageContainingAll("cluster.json cannot be parsed", "--dir");
        }
    }
}
