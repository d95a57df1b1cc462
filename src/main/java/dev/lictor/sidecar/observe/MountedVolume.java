package dev.lictor.sidecar.observe;

import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks the kernel for the space, on a worker thread, because the call may block. */
public final class MountedVolume implements DataVolume {
    private final Optional<Path> folder;
    private final Duration timeout;
    private final Vertx vertx;
    private final AtomicBoolean asked = new AtomicBoolean();

    /** @param folder on the volume; absent if the volume is not mounted */
    public MountedVolume(Optional<Path> folder, Duration timeout, Vertx vertx) {
        this.folder = folder;
        this.timeout = timeout;
        this.vertx = vertx;
    }

    @Override
    public CompletionStage<ConsulResult<DataSpace>> space() {
        if (folder.isEmpty()) {
            return Future.succeededFuture(failed("the data's volume is not mounted"))
                    .toCompletionStage();
        }
        if (!asked.compareAndSet(false, true)) {
            return Future.succeededFuture(failed("the data's volume hangs")).toCompletionStage();
        }
        return onWorker(folder.get())
                .onComplete(_ -> asked.set(false))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(thrown -> failed(String.valueOf(thrown.getMessage())))
                .toCompletionStage();
    }

    private Future<ConsulResult<DataSpace>> onWorker(Path directory) {
        return vertx.executeBlocking(() -> measured(directory), false).map(Objects::requireNonNull);
    }

    private static ConsulResult<DataSpace> measured(Path folder) {
        var file = folder.toFile();
        var space = new DataSpace(file.getUsableSpace(), file.getTotalSpace());
        // Java reports size 0 for a folder that does not exist.
        return space.size() == 0 ? failed("%s cannot be seen".formatted(folder)) : new ConsulResult.Seen<>(space);
    }

    private static ConsulResult<DataSpace> failed(String why) {
        return ConsulResult.failed(Cause.NETWORK, why);
    }
}
