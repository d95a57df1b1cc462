package dev.lictor.nativeimage;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Releases memory that only the start of a sidecar needed. The first run is 30 s after the start: by then the sidecar has been probed,
 * usually scraped, and has polled Consul. Later runs release the 5 to 7 MiB that the TLS handshake of each minute touches and nothing
 * else needs. Quarkus' scheduler uses the wall clock; here a late run does no harm.
 */
@Singleton
final class MemoryReleaseJob {
    private Optional<ExecutablePages> pages = Optional.empty();

    @Scheduled(every = "20s", delayed = "30s")
    @NonBlocking
    void release() {
        if (pages.isEmpty()) {
            Heap.collectStartupGarbage();
            pages = Optional.of(ExecutablePages.ofThisExecutable());
        }
        pages.get().release();
    }
}
