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

/** The folder of a server's backups. Files in it that have other names are left alone. */
public final class BackupFolder {
    /** How a backup begins. */
    sealed interface Begun {
        /** One that is not whole yet. */
        record Draft(Path file, Instant at, Room.Enough room) implements Begun {}

        /** It need not be asked for. */
        record NoRoom(String why) implements Begun {}
    }

    /** How a backup ends. */
    sealed interface Finished {
        record Made(IndexedBackup backup) implements Finished {}

        /**
         * It would have been one, but of less than another holds.
         *
         * @param index of its last entry
         */
        record Behind(long index) implements Finished {}
    }

    /**
     * What is there.
     *
     * @param age of the newest; absent as well if it is dated in the future
     * @param highest the one that holds most of Raft's log, of those since a loss of data was dealt with
     * @param lost what is lost, and not dealt with
     */
    public record Content(
            Optional<Backup> newest, Optional<Duration> age, Optional<IndexedBackup> highest, Optional<Lost> lost) {}

    private final Path directory;
    private final LossFile lossFile;
    private final SpaceRules spaceRules;
    private final ToLongFunction<Path> freeBytes;

    /** @param freeBytes of the disk on which a folder is */
    BackupFolder(BackupPolicy rules, ToLongFunction<Path> freeBytes) {
        this.directory = rules.directory();
        this.lossFile = new LossFile(directory);
        this.spaceRules = new SpaceRules(rules.space(), rules.count());
        this.freeBytes = freeBytes;
    }

    /**
     * Looks, and takes note of what is lost.
     *
     * @param known to be lost; who has moved that backup away has dealt with it
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

    /** A full disk may not take it. Then the next look tries again, and until the next restart it is known without. */
    private void note(LossRecord record) {
        try {
            lossFile.write(record);
        } catch (IOException e) {
            // As said.
        }
    }

    /** Backups of before are compared with nothing any more. */
    void settle(Instant now) throws IOException {
        lossFile.write(settled(newestFirst(now, Optional.empty()).stream()));
    }

    /** One that cannot be read tells nothing. */
    private Optional<IndexedBackup> indexed(Backup backup) {
        try {
            return Optional.of(new IndexedBackup(backup, SnapshotArchive.index(directory.resolve(backup.name()))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Removes what nobody finishes, and the backups that are too many or in the way of the data.
     *
     * @param precious one that stays in any case
     * @return these
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
     * Makes room.
     *
     * @param precious one that stays in any case
     * @param expected bytes that it is known to take at least
     */
    Begun begin(Instant now, long expected, Optional<Backup> protectedBackup) throws IOException {
        Files.createDirectories(directory);
        clear(now, protectedBackup);
        return switch (spaceRules.forNext(newestFirst(now, protectedBackup), expected, freeBytes.applyAsLong(directory))) {
            case Room.None(var why) -> new Begun.NoRoom(why);
            case Room.Enough room -> {
                remove(room.remove());
                yield new Begun.Draft(directory.resolve(Backup.unfinished(now)), now, room);
            }
        };
    }

    /**
     * Makes a backup of it if it can be restored, and removes what are too many then.
     *
     * @param highest of those that are there
     * @throws IOException if it cannot
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
            // This one is made all the same. The next begins with that, and fails if it still cannot.
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
     * Those that were made while the clock was ahead come last: of them nobody knows how old they are.
     *
     * @param precious which is worth more than the newest
     */
    private List<Backup> newestFirst(Instant now, Optional<Backup> protectedBackup) throws IOException {
        var backups = new ArrayList<Backup>();
        for (var file : files()) {
            Backup.of(file, Files.size(file)).ifPresent(backups::add);
        }
        backups.sort(Comparator.comparing((Backup backup) ->
                        protectedBackup.filter(one -> one.name().equals(backup.name())).isEmpty())
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
