package dev.lictor.consul.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which file a path led to, and when it was written last: what is the same need not be read again. Kubernetes puts new files in the
 * place of mounted ones.
 *
 * @param key device and inode, where the file system has them
 * @param size in bytes
 */
record FileIdentity(@Nullable Object key, FileTime modified, long size) {
    /** Empty if no such file can be seen. */
    static Optional<FileIdentity> of(Path path) {
        try {
            var seen = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(new FileIdentity(seen.fileKey(), seen.lastModifiedTime(), seen.size()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
