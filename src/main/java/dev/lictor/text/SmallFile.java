package dev.lictor.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Reads files that a person names on the command line: settings, certificates, keys. */
public final class SmallFile {
    /** A mistaken path may name a disk or a device that never ends. Bundles of public CAs have a quarter of this. */
    private static final int LARGEST = 1 << 20;

    private SmallFile() {}

    /** Reads at most 1 MiB. The file may be a pipe. */
    public static byte[] read(Path file) throws UnreadableFileException {
        if (Files.isDirectory(file)) {
            throw new UnreadableFileException(file, "it is a folder");
        }
        try (var input = Files.newInputStream(file)) {
            var bytes = input.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new UnreadableFileException(file, "it has more than 1 MiB");
            }
            return bytes;
        } catch (IOException e) {
            throw new UnreadableFileException(file, why(file, e));
        }
    }

    private static String why(Path file, IOException failure) {
        return failure instanceof NoSuchFileException && file.startsWith("~")
                ? "it does not exist; the shell replaced no ~, write $HOME"
                : why(failure);
    }

    /** The reason in words. Java's own messages repeat the file name and often say nothing else. */
    public static String why(IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "it does not exist";
            case NotDirectoryException _ -> "it is not a folder";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
