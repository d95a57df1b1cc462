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
 * The turn to take ports, which one starting cluster of this machine has at a time: from the look whether a port is free until a
 * server listens on it, nobody else may choose the same.
 */
final class PortLock implements AutoCloseable {
    /** Of all users of the machine. */
    static final Path FILE = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "lictor-local-ports.lock");

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final Optional<FileChannel> lock;

    private PortLock(Optional<FileChannel> lock) {
        this.lock = lock;
    }

    /**
     * Without the turn it goes on after the limit, for a cluster that does not get up must not hold up all others for ever: then two
     * may choose the same port, and the one that is later says so.
     *
     * @param waits is run if the turn is another's
     * @param stop ends the waiting
     */
    static PortLock await(Path file, Duration limit, Runnable waits, CountDownLatch stop) throws InterruptedException {
        var channel = open(file);
        if (channel.isPresent() && !isMine(channel.get())) {
            waits.run();
            long tries = limit.dividedBy(BETWEEN_TRIES);
            while (tries-- > 0
                    && !stop.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS)
                    && !isMine(channel.get())) {}
        }
        return new PortLock(channel);
    }

    /** Ends the turn; once more is no harm. */
    @Override
    public void close() {
        lock.ifPresent(PortLock::close);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CannotStartException("cannot end the turn to take ports: " + PrivateFile.why(e), e);
        }
    }

    private static boolean isMine(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // of another thread of this process
        } catch (IOException e) {
            return true; // a file system without locks knows no turns
        }
    }

    /** Empty where no such file can be had. */
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
                // It holds nothing, and other users' clusters lock it as well.
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
