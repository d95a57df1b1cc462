package dev.lictor.sidecar.backup;

import dev.lictor.consul.snapshot.SnapshotArchive;
import dev.lictor.sidecar.backup.DataLoss.Lost;
import dev.lictor.sidecar.backup.SpaceRules.Room;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder of a server's backups. Files with other names are not touched. */
public final class BackupFolder {
    /** The result of beginning a backup. */
    sealed interface Begun {
        /** A backup that is not complete yet. */
        record Draft(Path file, Instant at, Room.Enough room) implements Begun {}

        /** There is no space, so Consul is not asked for a snapshot. */
        record NoRoom(String why) implements Begun {}
    }

    /** The result of finishing a backup. */
    sealed interface Finished {
        record Made(IndexedBackup backup) implements Finished {}

        /**
         * The snapshot is valid, but holds less of Raft's log than an existing backup.
         *
         * @param index of its last entry
         */
        record Behind(long index) implements Finished {}
    }

    /**
     * The content of the folder.
     *
     * @param age of the newest backup; absent if its date is in the future
     * @param highest the backup with the highest Raft index, among those made since the last data loss was resolved
     * @param lost a data loss that is not resolved
     */
    public record Content(
            Optional<Backup> newest, Optional<Duration> age, Optional<IndexedBackup> highest, Optional<Lost> lost) {}

    private final Path directory;
    private final LossFile lossFile;
    private final SpaceRules spaceRules;
    private final ToLongFunction<Path> freeBytes;

    /** @param freeBytes free bytes of the disk that holds a folder */
    BackupFolder(BackupPolicy rules, ToLongFunction<Path> freeBytes) {
        this.directory = rules.directory();
        this.lossFile = new LossFile(directory);
        this.spaceRules = new SpaceRules(rules.space(), rules.count());
        this.freeBytes = freeBytes;
    }

    /**
     * Reads the folder, and records a data loss in it.
     *
     * @param known data loss; it counts as resolved once its backup is moved out of the folder
     */
    Content content(Instant now, Optional<Lost> known) throws IOException {
        if (!Files.isDirectory(directory)) {
            return new Content(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        var backups = newestFirst(now, Optional.empty());
        var noted = lossFile.read();
        var record = known.<LossRecord>map(LossRecord.Standing::of)
                .or(() -> noted)
                .map(seen -> seen instanceof LossRecord.Standing standing && isMovedAway(standing)
                        ? settled(Stream.concat(Stream.of(standing.backup()), backups.stream()))
                        : seen);
        if (!record.equals(noted)) {
            note(record.orElseThrow());
        }
        var before = record.map(BackupFolder::before).orElse(Set.of());
        var newest = backups.stream().findFirst();
        return new Content(
                newest,
                newest.map(backup -> Duration.between(backup.at(), now)).filter(age -> !age.isNegative()),
                backups.stream()
                        .filter(backup -> !before.contains(backup.name()))
                        .map(this::indexed)
                        .flatMap(Optional::stream)
                        .max(Comparator.comparingLong(IndexedBackup::index)),
                record.flatMap(BackupFolder::lost));
    }

    private boolean isMovedAway(LossRecord.Standing standing) {
        return !Files.exists(directory.resolve(standing.backup().name()));
    }

    private static Optional<Lost> lost(LossRecord record) {
        return record instanceof LossRecord.Standing standing ? Optional.of(standing.lost()) : Optional.empty();
    }

    private static LossRecord settled(Stream<Backup> backups) {
        return new LossRecord.Settled(backups.map(Backup::name).collect(Collectors.toSet()));
    }

    private static Set<String> before(LossRecord record) {
        return record instanceof LossRecord.Settled(var before) ? before : Set.of();
    }

    /** Writing may fail on a full disk. The next look tries again; until the next restart the sidecar remembers the loss without the file. */
    private void note(LossRecord record) {
        try {
            lossFile.write(record);
        } catch (IOException e) {
            // The next look tries again.
        }
    }

    /** Resolves a data loss: the existing backups are no longer compared with the server's index. */
    void settle(Instant now) throws IOException {
        lossFile.write(settled(newestFirst(now, Optional.empty()).stream()));
    }

    /** Empty if the backup cannot be read. */
    private Optional<IndexedBackup> indexed(Backup backup) {
        try {
            return Optional.of(new IndexedBackup(backup, SnapshotArchive.index(directory.resolve(backup.name()))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Removes unfinished files, and the backups that exceed the limits or whose space the data needs.
     *
     * @param protectedBackup one that stays in any case
     * @return the removed backups
     */
    List<Backup> clear(Instant now, Optional<Backup> protectedBackup) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        for (var file : files()) {
            if (Backup.isUnfinished(file)) {
                Files.deleteIfExists(file);
            }
        }
        var surplus = spaceRules.surplus(newestFirst(now, protectedBackup), freeBytes.applyAsLong(directory));
        remove(surplus);
        return surplus;
    }

    /**
     * Makes space for the next backup.
     *
     * @param protectedBackup one that stays in any case
     * @param expected least number of bytes that the backup will take, as far as known
     */
    Begun begin(Instant now, long expected, Optional<Backup> protectedBackup) throws IOException {
        Files.createDirectories(directory);
        clear(now, protectedBackup);
        return switch (spaceRules.forNext(
                newestFirst(now, protectedBackup), expected, freeBytes.applyAsLong(directory))) {
            case Room.None(var why) -> new Begun.NoRoom(why);
            case Room.Enough room -> {
                remove(room.remove());
                yield new Begun.Draft(directory.resolve(Backup.unfinished(now)), now, room);
            }
        };
    }

    /**
     * Turns the draft into a backup if it can be restored, and removes surplus backups.
     *
     * @param highest existing backup by Raft index
     * @throws IOException if the draft cannot be restored or the folder cannot be written
     */
    Finished finish(Begun.Draft draft, Optional<IndexedBackup> highest) throws IOException {
        long index = check(draft.file());
        if (highest.filter(there -> there.index() > index).isPresent()) {
            Files.delete(draft.file());
            return new Finished.Behind(index);
        }
        sync(draft.file(), StandardOpenOption.WRITE);
        var backup = Backup.of(draft.at(), Files.size(draft.file()));
        Files.move(draft.file(), directory.resolve(backup.name()), StandardCopyOption.ATOMIC_MOVE);
        sync(directory, StandardOpenOption.READ);
        try {
            clear(draft.at(), Optional.of(backup));
        } catch (IOException e) {
            // This backup is complete anyway. The next one begins with the same removal, and fails if it still fails.
        }
        return new Finished.Made(new IndexedBackup(backup, index));
    }

    private void remove(List<Backup> backups) throws IOException {
        for (var old : backups) {
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

    /**
     * Backups dated in the future come last, because their age is unknown.
     *
     * @param protectedBackup which is worth more than the newest
     */
    private List<Backup> newestFirst(Instant now, Optional<Backup> protectedBackup) throws IOException {
        var backups = new ArrayList<Backup>();
        for (var file : files()) {
            Backup.of(file, Files.size(file)).ifPresent(backups::add);
        }
        backups.sort(Comparator.comparing((Backup backup) -> protectedBackup
                        .filter(one -> one.name().equals(backup.name()))
                        .isEmpty())
                .thenComparing(backup -> backup.at().isAfter(now))
                .thenComparing(Backup::at, Comparator.reverseOrder()));
        return backups;
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
