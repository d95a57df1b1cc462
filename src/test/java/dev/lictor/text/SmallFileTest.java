package dev.lictor.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallFileTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsReadAsBytes() throws IOException, UnreadableFileException {
        var file = Files.write(folder.resolve("f"), new byte[] {1, -2});

        assertThat(SmallFile.read(file)).containsExactly(1, -2);
    }

    @Test
    void aFolderIsNoFile() {
        assertThatThrownBy(() -> SmallFile.read(folder)).hasMessage("cannot read %s: it is a folder", folder);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> SmallFile.read(folder.resolve("none")))
                .hasMessage("cannot read %s/none: it does not exist", folder);
        assertThatThrownBy(() -> SmallFile.read(Path.of("~/none")))
                .hasMessage("cannot read ~/none: it does not exist; the shell replaced no ~, write $HOME");
    }

    @Test
    void aDeviceThatNeverEndsIsNotReadWhole() {
        assertThatThrownBy(() -> SmallFile.read(Path.of("/dev/zero")))
                .hasMessage("cannot read /dev/zero: it has more than 1 MiB");
    }

    @Test
    void aDenialIsSaidInWords() {
        assertThat(SmallFile.why(new AccessDeniedException("f"))).isEqualTo("permission denied");
    }
}
