package dev.lictor.local;

import dev.lictor.local.process.ProcessRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder of a local cluster. A file lock lets one process at a time use it. */
public final class ClusterFolder implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String RECORD = "cluster.json";

    private final Path path;
    private final FileChannel lock;

    private ClusterFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws CannotStartException if another process holds the lock, or the folder holds other files and no cluster */
    static ClusterFolder open(Path path) {
        refuseForeign(path);
        PrivateFile.createPassage(path);
        try {
            var channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new CannotStartException("""
                        another `lictor local up` runs in %s
                        end it with Ctrl-C where it runs, or use another --dir""".formatted(path));
            }
            return new ClusterFolder(path, channel);
        } catch (IOException e) {
            throw new CannotStartException(
                    "cannot lock %s: %s; use another --dir".formatted(path.resolve(LOCK), PrivateFile.why(e)), e);
        }
    }

    Path path() {
        return path;
    }

    ProcessRecord processes() {
        return new ProcessRecord(path.resolve("processes"));
    }

    Optional<ClusterRecord> record() {
        return record(path);
    }

    /** The defaults of settings for the next start in this folder. Empty if the folder holds no cluster. */
    public static Map<String, String> settings(Path path) {
        return record(path).map(ClusterRecord::settings).orElse(Map.of());
    }

    private static Optional<ClusterRecord> record(Path path) {
        var file = path.resolve(RECORD);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Optional.of(ClusterRecord.read(new String(PrivateFile.read(file), StandardCharsets.UTF_8))
                .orElseThrow(() -> new CannotStartException(
                        "%s cannot be parsed, and it records which server has which port; restore it, or start a new cluster in another --dir"
                                .formatted(file))));
    }

    void record(ClusterRecord used) {
        PrivateFile.write(path.resolve(RECORD), used.json());
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new CannotStartException("cannot unlock %s: %s".formatted(path, PrivateFile.why(e)), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Refuses a folder with other files, so that a mistyped --dir does not fill a home directory. */
    private static void refuseForeign(Path path) {
        if (Files.exists(path.resolve(LOCK)) || !Files.exists(path)) {
            return;
        }
        try (var content = Files.list(path)) {
            if (content.findAny().isPresent()) {
                throw new CannotStartException(
                        "%s holds other files and no local cluster; use an empty or a new --dir".formatted(path));
            }
        } catch (IOException e) {
            throw new CannotStartException("%s cannot be used as --dir: %s".formatted(path, PrivateFile.why(e)), e);
        }
    }
}
