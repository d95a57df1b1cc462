package dev.lictor.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A file lock that lets one starting cluster of this machine at a time choose ports. The cluster holds it from the check whether a port
 * is free until a server listens on the port, so that no two clusters choose the same port.
 */
final class PortLock implements AutoCloseable {
    /** One file for all users of the machine. */
    static final Path FILE = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "lictor-local-ports.lock");

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final Optional<FileChannel> lock;

    private PortLock(Optional<FileChannel> lock) {
        this.lock = lock;
    }

    /**
     * Waits for the lock, at most for the limit, and then returns without it: a cluster that never gets ready must not block all others.
     * Two clusters may then choose the same port, and the later one fails with a message that says so.
     *
     * @param waits runs if another process holds the lock
     * @param stop ends the wait
     */
    static PortLock await(Path file, Duration limit, Runnable waits, CountDownLatch stop) throws InterruptedException {
        var channel = open(file);
        if (channel.isPresent() && !acquired(channel.get())) {
            waits.run();
            long tries = limit.dividedBy(BETWEEN_TRIES);
            while (tries-- > 0
                    && !stop.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS)
                    && !acquired(channel.get())) {}
        }
        return new PortLock(channel);
    }

    /** Releases the lock. May be called more than once. */
    @Override
    public void close() {
        lock.ifPresent(PortLock::close);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CannotStartException("cannot unlock the choice of ports: " + PrivateFile.why(e), e);
        }
    }

    private static boolean acquired(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // Another thread of this process holds the lock.
        } catch (IOException e) {
            return true; // The file system has no locks. Go on without one.
        }
    }

    /** Empty if the file cannot be created or opened. */
    private static Optional<FileChannel> open(Path file) {
        try {
            return Optional.of(openOrCreate(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static FileChannel openOrCreate(Path file) throws IOException {
        try {
            return existing(file);
        } catch (NoSuchFileException e) {
            try {
                var created = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                // The file is empty, and clusters of other users lock it, too.
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
                return created;
            } catch (FileAlreadyExistsException meanwhile) {
                return existing(file);
            }
        }
    }

    private static FileChannel existing(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }
}
