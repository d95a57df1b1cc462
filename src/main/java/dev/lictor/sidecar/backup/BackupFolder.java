package dev.lictor.sidecar.backup;

import dev.lictor.consul.SnapshotArchive;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The folder of a server's backups. Files in it that have other names are left alone. */
final class BackupFolder {
    /**
     * A backup that is not whole yet.
     *
     * @param room it may take, in bytes
     */
    record Draft(Path file, Instant at, long room) {}

    /** @param index of the last entry of Raft's log that is in it */
    record Finished(Backup backup, long index) {}

    private final Path directory;
    private final int count;
    private final Function<Path, Volume> volumes;

    BackupFolder(BackupRules rules, Function<Path, Volume> volumes) {
        this.directory = rules.directory();
        this.count = rules.count();
        this.volumes = volumes;
    }

    Optional<Backup> newest(Instant now) throws IOException {
        return Files.isDirectory(directory) ? newestFirst(now).stream().findFirst() : Optional.empty();
    }

    /** Removes what one before has left unfinished, and what are too many: that makes room. */
    Draft begin(Instant now) throws IOException {
        Files.createDirectories(directory);
        for (var file : files()) {
            if (Backup.isUnfinished(file)) {
                Files.deleteIfExists(file);
            }
        }
        prune(now);
        long room = volumes.apply(directory).room();
        if (room <= 0) {
            throw new IOException(
                    "the volume of %s is full but for less than a quarter: enlarge it, or keep fewer backups"
                            .formatted(directory));
        }
        return new Draft(directory.resolve(Backup.unfinished(now)), now, room);
    }

    /**
     * Makes a backup of it if it can be restored, and removes the oldest.
     *
     * @throws IOException if it cannot
     */
    Finished finish(Draft draft) throws IOException {
        long index = check(draft.file());
        sync(draft.file(), StandardOpenOption.WRITE);
        var backup = Backup.of(draft.at(), Files.size(draft.file()));
        Files.move(draft.file(), directory.resolve(backup.name()), StandardCopyOption.ATOMIC_MOVE);
        sync(directory, StandardOpenOption.READ);
        try {
            prune(draft.at());
        } catch (IOException e) {
            // This one is made all the same. The next begins with that, and fails if it still cannot.
        }
        return new Finished(backup, index);
    }

    private void prune(Instant now) throws IOException {
        for (var old : newestFirst(now).stream().skip(count).toList()) {
            Files.deleteIfExists(directory.resolve(old.name()));
        }
    }

    private static long check(Path file) throws IOException {
        try {
            return SnapshotArchive.check(file);
        } catch (IOException e) {
            throw new IOException("what Consul gave cannot be restored: " + e.getMessage(), e);
        }
    }

    /** A crash of the node must not leave a name without content. */
    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    /** Those that were made while the clock was ahead come last: of them nobody knows how old they are. */
    private List<Backup> newestFirst(Instant now) throws IOException {
        var backups = new ArrayList<Backup>();
        for (var file : files()) {
            Backup.of(file, Files.size(file)).ifPresent(backups::add);
        }
        backups.sort(Comparator.comparing((Backup backup) -> backup.at().isAfter(now))
                .thenComparing(Backup::at, Comparator.reverseOrder()));
        return backups;
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
