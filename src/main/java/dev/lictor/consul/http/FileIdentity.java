package dev.lictor.consul.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a file and the time of its last change. While both are the same, the file need not be read again: Kubernetes replaces mounted
 * files with new ones.
 *
 * @param key device and inode; null where the file system has none
 * @param modified the time of the last change
 * @param size the size in bytes
 */
record FileIdentity(@Nullable Object key, FileTime modified, long size) {
    /** The identity of the file at a path; empty if its attributes cannot be read. */
    static Optional<FileIdentity> of(Path path) {
        try {
            var seen = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(new FileIdentity(seen.fileKey(), seen.lastModifiedTime(), seen.size()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
