package dev.lictor.e2e;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Polls the servers' pods, and records the largest set that was ending or gone at once. */
final class MissingPods implements AutoCloseable {
    private static final long PAUSE = 100_000_000;

    private final ConsulCluster cluster;
    private final int servers;
    private final Thread thread;
    private volatile boolean ended;
    private volatile Set<String> most = Set.of();

    private MissingPods(ConsulCluster cluster, int servers) {
        this.cluster = cluster;
        this.servers = servers;
        this.thread = Thread.ofPlatform().name("missing-pods").start(this::watch);
    }

    static MissingPods watch(ConsulCluster cluster, int servers) {
        return new MissingPods(cluster, servers);
    }

    /** Ends it. @return the servers that were missing when most were */
    Set<String> stop() {
        close();
        return most;
    }

    private void watch() {
        while (!ended) {
            var states = cluster.podStates();
            var missing = cluster.pods(servers).stream()
                    .filter(pod -> states.getOrDefault(pod, PodState.ABSENT).ending())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (missing.size() > most.size() && !states.isEmpty()) { // an API server that does not answer shows no pod
                most = missing;
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
