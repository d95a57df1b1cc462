package dev.lictor.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that only their owner may read; a file is there whole or not at all. */
final class PrivateFile {
    private PrivateFile() {}

    static void write(Path file, String text) {
        try {
            var temporary = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    "." + file.getFileName(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CannotStartException("cannot write %s: %s".formatted(file, e), e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CannotStartException("cannot read %s: %s".formatted(file, e), e);
        }
    }

    static void createDirectory(Path directory) {
        var onlyOwner = PosixFilePermissions.fromString("rwx------");
        try {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(onlyOwner));
            Files.setPosixFilePermissions(directory, onlyOwner);
        } catch (IOException e) {
            throw new CannotStartException("cannot make the folder %s: %s".formatted(directory, e), e);
        }
    }

    /** Both names are of one file system. */
    static void rename(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CannotStartException("cannot rename %s to %s: %s".formatted(from, to, e), e);
        }
    }
}
