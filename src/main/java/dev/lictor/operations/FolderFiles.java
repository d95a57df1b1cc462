package dev.lictor.operations;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of a manifest folder. Files that begin with {@link #MARK} are Lictor's own. A file is written completely or not at all. Hidden
 * files are ignored.
 */
final class FolderFiles {
    static final String MARK = "# Written by lictor render";

    private final Path folder;
    private final NavigableMap<String, String> ours = new TreeMap<>();
    private final NavigableSet<String> foreign = new TreeSet<>();

    FolderFiles(Path folder) {
        this.folder = folder;
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.newDirectoryStream(
                folder, file -> !file.getFileName().toString().startsWith("."))) {
            for (var file : files) {
                var name = file.getFileName().toString();
                if (isOurs(file)) {
                    ours.put(name, Files.readString(file));
                } else {
                    foreign.add(name);
                }
            }
        } catch (IOException e) {
            throw new FolderRefusedException("cannot read %s: %s".formatted(folder, e), e);
        }
    }

    private static boolean isOurs(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (var bytes = Files.newInputStream(file)) {
            return new String(bytes.readNBytes(MARK.length()), StandardCharsets.ISO_8859_1).equals(MARK);
        }
    }

    Path folder() {
        return folder;
    }

    /** The texts of Lictor's own files, by file name. */
    NavigableMap<String, String> ours() {
        return ours;
    }

    NavigableSet<String> foreign() {
        return foreign;
    }

    /** @throws FolderRefusedException if the file cannot be written, or was changed since it was read */
    void write(String name, String text) {
        try {
            Files.createDirectories(folder);
            requireUnchanged(name);
            Files.move(written(name, text), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotWrite(name, e);
        }
    }

    /** Creates a file that only its owner can read. Never replaces an existing file. */
    void createPrivate(String name, String text) {
        var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            Files.createDirectories(folder);
            var whole = written(name, text, onlyOwner);
            try {
                // Unlike a move, a link fails if the file exists.
                Files.createLink(folder.resolve(name), whole);
            } finally {
                Files.delete(whole);
            }
        } catch (IOException e) {
            throw cannotWrite(name, e);
        }
    }

    /** @throws FolderRefusedException if the file cannot be removed, or was changed since it was read */
    void remove(String name) {
        try {
            requireUnchanged(name);
            Files.delete(folder.resolve(name));
        } catch (IOException e) {
            throw cannotWrite(name, e);
        }
    }

    private void requireUnchanged(String name) throws IOException {
        var file = folder.resolve(name);
        var isUnchanged = ours.containsKey(name)
                ? isOurs(file) && Files.readString(file).equals(ours.get(name))
                : !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (!isUnchanged) {
            throw new FolderRefusedException(
                    "%s was changed by another program in the meantime; run again".formatted(file));
        }
    }

    private Path written(String name, String text, FileAttribute<?>... attributes) throws IOException {
        var temporary = folder.resolve("." + name + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, attributes);
        return Files.writeString(temporary, text);
    }

    private FolderRefusedException cannotWrite(String name, IOException e) {
        return new FolderRefusedException("cannot write %s: %s".formatted(folder.resolve(name), e), e);
    }
}
