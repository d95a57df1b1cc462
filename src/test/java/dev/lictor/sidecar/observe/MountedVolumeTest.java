package dev.lictor.sidecar.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulResult;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedVolumeTest {
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @Test
    void theRoomOfTheVolumeIsTold() {
        var space = space(Optional.of(folder)).seen().orElseThrow();

        assertThat(space.size()).isPositive();
        assertThat(space.free()).isBetween(0L, space.size());
    }

    @Test
    void aVolumeThatCannotBeSeenIsUnknownAndNotFull() {
        assertThat(space(Optional.of(folder.resolve("missing"))).failure()).isPresent();
        assertThat(space(Optional.empty()).failure()).isPresent();
    }

    private static ConsulResult<DataSpace> space(Optional<Path> directory) {
        return new MountedVolume(directory, Duration.ofMinutes(1), VERTX)
                .space()
                .toCompletableFuture()
                .join();
    }
}
