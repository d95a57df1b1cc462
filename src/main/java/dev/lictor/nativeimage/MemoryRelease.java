package dev.lictor.nativeimage;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Gives back what a sidecar needed once. Not before half a minute: by then it has been probed and as a rule scraped, and has spoken to
 * Consul. Then each few seconds, for a handshake, each minute as long as all is well, maps 7 MiB that nothing else needs, and what polls
 * need is back at once. Quarkus' scheduler goes by the time of day; nothing of this must come in time.
 */
@Singleton
final class MemoryRelease {
    private Optional<IdlePages> pages = Optional.empty();

    @Scheduled(every = "5s", delayed = "30s")
    @NonBlocking
    void giveBack() {
        if (pages.isEmpty()) {
            Heap.forgetsItsStart();
            pages = Optional.of(IdlePages.ofThisProcess());
        }
        pages.get().giveBack();
    }
}
