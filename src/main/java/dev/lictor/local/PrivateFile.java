package dev.lictor.local;

import dev.lictor.text.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that only their owner may read, unless a method says otherwise. Files are written atomically. */
public final class PrivateFile {
    private PrivateFile() {}

    static void write(Path file, String text) {
        write(file, text, "rw-------");
    }

    /** Writes a file that every user may read who may enter its folder (mode 0644). */
    static void writePublic(Path file, String text) {
        write(file, text, "rw-r--r--");
    }

    private static void write(Path file, String text, String permissions) {
        try {
            var temporary = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    "." + file.getFileName(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(temporary, text);
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new CannotStartException(
                    "cannot write %s: %s; fix that, or use another --dir".formatted(file, why(e)), e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CannotStartException(
                    "cannot read %s: %s; fix that, or use another --dir".formatted(file, why(e)), e);
        }
    }

    static void createDirectory(Path directory) {
        createDirectory(directory, "rwx------");
    }

    /** Creates a folder whose public files other users may read, and that they cannot list (mode 0711). */
    static void createPassage(Path directory) {
        createDirectory(directory, "rwx--x--x");
    }

    private static void createDirectory(Path directory, String text) {
        var permissions = PosixFilePermissions.fromString(text);
        try {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(permissions));
            Files.setPosixFilePermissions(directory, permissions);
        } catch (IOException e) {
            throw new CannotStartException(
                    "cannot create the folder %s: %s; use another --dir".formatted(directory, why(e)), e);
        }
    }

    /** Renames atomically. Both paths must be on one file system. */
    static void rename(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CannotStartException("cannot rename %s to %s: %s".formatted(from, to, why(e)), e);
        }
    }

    /** The reason in words. */
    public static String why(IOException failure) {
        return SmallFile.why(failure);
    }
}
