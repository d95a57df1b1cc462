package dev.lictor.testing.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk for one folder that can be frozen: a file system in a file. The kernel blocks all writes while it is frozen. A process that writes
 * then waits, as on a disk that hangs, and continues afterwards. It needs root.
 */
public final class Disk implements AutoCloseable {
    private static final String SIZE = "256M";

    private final Path folder;
    private final Thread hook = new Thread(this::remove);
    private boolean hangs;

    /** @param image where there is no file yet */
    public Disk(Path image, Path folder) {
        this(image, folder, SIZE);
    }

    /** @param size such as 4G; it takes no more of the real disk than is written to it */
    public Disk(Path image, Path folder, String size) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
        run("truncate", "--size=" + size, image.toString());
        run("mkfs.ext4", "-q", image.toString());
        run("mount", "-o", "loop", image.toString(), folder.toString());
    }

    /** Fills the disk until this many bytes are free. */
    public void fill(long free) {
        var taken = folder.toFile().getUsableSpace() - free;
        run("fallocate", "--length=" + taken, folder.resolve("others").toString());
    }

    /** Blocks all writes. */
    public synchronized void hang() {
        run("fsfreeze", "--freeze", folder.toString());
        hangs = true;
    }

    public synchronized void recover() {
        if (hangs) {
            run("fsfreeze", "--unfreeze", folder.toString());
            hangs = false;
        }
    }

    /** Fills the disk until {@link #clear}. */
    public void fill() {
        run("sh", "-c", "dd if=/dev/zero of='%s' bs=64k 2>&1 | grep -q 'No space left'".formatted(filling()));
    }

    public void clear() {
        run("rm", filling().toString());
    }

    private Path filling() {
        return folder.resolve("filling");
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** The writers have ended, but the kernel may need a moment to release the disk. */
    private void remove() {
        recover();
        run("umount", "--lazy", folder.toString());
    }

    private static void run(String... command) {
        TestServers.run(List.of(command));
    }
}
