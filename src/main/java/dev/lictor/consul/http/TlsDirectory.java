package dev.lictor.consul.http;

import dev.lictor.cluster.ConsulConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A mounted TLS directory. Kubernetes replaces its files while a program runs. */
public record TlsDirectory(Path path) {
    /** The identities of the three files. While they are the same, so are the contents, and no file need be read again. */
    public record Version(List<Optional<FileIdentity>> files) {
        /** A version that no directory has: the files have not been read yet, or could not be read. */
        public static final Version UNREAD = new Version(List.of());

        public Version {
            files = List.copyOf(files);
        }
    }

    /**
     * The identity of a file and the time of its last change. Kubernetes replaces mounted files with new ones.
     *
     * @param key device and inode; null where the file system has none
     * @param modified the time of the last change
     * @param size the size in bytes
     */
    public record FileIdentity(@Nullable Object key, FileTime modified, long size) {
        /** Empty if the file's attributes cannot be read. */
        private static Optional<FileIdentity> of(Path path) {
            try {
                var seen = Files.readAttributes(path, BasicFileAttributes.class);
                return Optional.of(new FileIdentity(seen.fileKey(), seen.lastModifiedTime(), seen.size()));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    public Path ca() {
        return path.resolve(ConsulConfiguration.CA_FILE);
    }

    public Path certificate() {
        return path.resolve(ConsulConfiguration.CERTIFICATE_FILE);
    }

    public Path key() {
        return path.resolve(ConsulConfiguration.KEY_FILE);
    }

    /** Read it before the contents: files that are replaced in between then count as changed. */
    public Version version() {
        return new Version(
                Stream.of(ca(), certificate(), key()).map(FileIdentity::of).toList());
    }
}
