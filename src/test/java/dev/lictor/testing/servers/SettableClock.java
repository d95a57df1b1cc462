package dev.lictor.testing.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The clock of a process that starts with {@link #environment}. The clock of the machine is never set. */
public final class SettableClock {
    private static final Path SOURCE = Path.of("src/test/resources/clock/clock.c");

    private final Path library;
    private final Path offset;

    /** @param directory in which it may leave files */
    public SettableClock(Path directory) {
        library = directory.resolve("clock.so");
        offset = directory.resolve("clock.offset");
        TestServers.run(List.of("gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), SOURCE.toString()));
        set(Duration.ZERO);
    }

    public Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_OFFSET_FILE", offset.toString());
    }

    /** @param ahead of the machine's clock, or behind it if negative */
    public void set(Duration ahead) {
        var nanos = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        nanos.putLong(ahead.toNanos()).flip();
        try (var channel = FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(nanos, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
