package dev.lictor.nativeimage;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Singleton;

/**
 * Collects what is left of a sidecar's start 30 s after it: by then the sidecar has been probed, usually scraped, and has polled Consul.
 * Once an hour it collects what has become old since. Quarkus' scheduler uses the wall clock; here a late run does no harm.
 */
@Singleton
final class GarbageCollectionJob {
    @Scheduled(every = "1h", delayed = "30s")
    @NonBlocking
    void collect() {
        Heap.collectAll();
    }
}
