package dev.lictor.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Records each change of each server's readiness, as its sidecar and as Kubernetes report it. */
final class Probes implements AutoCloseable {
    private final ConsulCluster cluster;
    private final Stopwatch stopwatch = new Stopwatch();
    private final List<Change> changes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    /**
     * Something said something else than before.
     *
     * @param seconds since the begin
     * @param who a pod's sidecar, or the pod as Kubernetes has it
     */
    record Change(double seconds, String who, String says) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%7.1f s  %s: %s", seconds, who, says);
        }
    }

    private Probes(ConsulCluster cluster) {
        this.cluster = cluster;
        cluster.pods().forEach(pod -> listen(pod, new HashMap<>(), said -> said.put(pod + " sidecar", words(pod))));
        listen("pods", new HashMap<>(), said -> {
            var states = cluster.podStates();
            cluster.pods()
                    .forEach(pod -> said.put(
                            pod + " pod",
                            !states.containsKey(pod)
                                    ? "absent"
                                    : states.get(pod).ready() ? "ready" : "not ready"));
        });
    }

    static Probes listen(ConsulCluster cluster) {
        return new Probes(cluster);
    }

    Duration elapsed() {
        return stopwatch.elapsed();
    }

    List<Change> stop() {
        close();
        synchronized (changes) {
            return List.copyOf(changes);
        }
    }

    @Override
    public void close() {
        ended = true;
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void listen(String name, Map<String, String> before, java.util.function.Consumer<Map<String, String>> ask) {
        threads.add(Thread.ofPlatform().name("probes-" + name).start(() -> {
            while (!ended) {
                var now = new HashMap<String, String>();
                ask.accept(now);
                now.forEach((who, says) -> {
                    if (!says.equals(before.put(who, says))) {
                        synchronized (changes) {
                            changes.add(new Change(stopwatch.elapsed().toMillis() / 1000.0, who, says));
                        }
                    }
                });
                LockSupport.parkNanos(200_000_000);
            }
        }));
    }

    /** Numbers in a reason change with each answer, so they are ignored. */
    private String words(String pod) {
        var answer = cluster.readiness(pod);
        if (answer.status() != 200 && answer.status() != 503) {
            return "no answer";
        }
        var data = answer.json().at("/checks/0/data");
        if (answer.ok()) {
            return "ready, " + data.path("role").asText();
        }
        return "not ready, %s: %s"
                .formatted(
                        data.path("role").asText("no data"),
                        data.path("reasons").asText().replaceAll("[0-9.]+ (ms|s)", "…"));
    }
}
