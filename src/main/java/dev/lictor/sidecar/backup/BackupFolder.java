package dev.lictor.sidecar.backup;

import dev.lictor.consul.SnapshotArchive;
import dev.lictor.sidecar.backup.SpaceRules.Room;
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
import java.util.function.ToLongFunction;

/** The folder of a server's backups. Files in it that have other names are left alone. */
final class BackupFolder {
    /** How a backup begins. */
    sealed interface Begun {
        /** One that is not whole yet. */
        record Draft(Path file, Instant at, Room.Enough room) implements Begun {}

        /** It need not be asked for. */
        record NoRoom(String why) implements Begun {}
    }

    /** What is there. */
    record Content(Optional<Backup> newest, Optional<Indexed> highest) {}

    private final Path directory;
    private final SpaceRules spaceRules;
    private final ToLongFunction<Path> freeBytes;

    /** @param freeBytes of the disk on which a folder is */
    BackupFolder(BackupRules rules, ToLongFunction<Path> freeBytes) {
        this.directory = rules.directory();
        this.spaceRules = new SpaceRules(rules.space(), rules.count());
        this.freeBytes = freeBytes;
    }

    Content content(Instant now) throws IOException {
        if (!Files.isDirectory(directory)) {
            return new Content(Optional.empty(), Optional.empty());
        }
        var backups = newestFirst(now);
        return new Content(
                backups.stream().findFirst(),
                backups.stream()
                        .map(this::indexed)
                        .flatMap(Optional::stream)
                        .max(Comparator.comparingLong(Indexed::index)));
    }

    /** One that cannot be read tells nothing. */
    private Optional<Indexed> indexed(Backup backup) {
        try {
            return Optional.of(new Indexed(backup, SnapshotArchive.index(directory.resolve(backup.name()))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Removes what nobody finishes, and the backups that are too many or in the way of the data.
     *
     * @return these
     */
    List<Backup> clear(Instant now) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        for (var file : files()) {
            if (Backup.isUnfinished(file)) {
                Files.deleteIfExists(file);
            }
        }
        var surplus = spaceRules.surplus(newestFirst(now), freeBytes.applyAsLong(directory));
        remove(surplus);
        return surplus;
    }

    /**
     * Makes room.
     *
     * @param expected bytes that it is known to take at least
     */
    Begun begin(Instant now, long expected) throws IOException {
        Files.createDirectories(directory);
        clear(now);
        return switch (spaceRules.forNext(newestFirst(now), expected, freeBytes.applyAsLong(directory))) {
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
     * @throws IOException if it cannot
     */
    Indexed finish(Begun.Draft draft) throws IOException {
        long index = check(draft.file());
        sync(draft.file(), StandardOpenOption.WRITE);
        var backup = Backup.of(draft.at(), Files.size(draft.file()));
        Files.move(draft.file(), directory.resolve(backup.name()), StandardCopyOption.ATOMIC_MOVE);
        sync(directory, StandardOpenOption.READ);
        try {
            clear(draft.at());
        } catch (IOException e) {
            // This one is made all the same. The next begins with that, and fails if it still cannot.
        }
        return new Indexed(backup, index);
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
