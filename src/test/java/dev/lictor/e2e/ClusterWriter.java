package dev.lictor.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A client that writes one key after the other through the clients' Service, and remembers which writes were acknowledged. It does
 * not try anything twice: each failure counts, and so does a write that is not answered within 2 s, as one to a pod that has just gone.
 */
final class ClusterWriter implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ConsulCluster cluster;
    private final String folder = "e2e/" + Long.toString(System.nanoTime(), 36) + "/";
    private final Map<String, String> acknowledged = new LinkedHashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final Thread thread;
    private volatile boolean ended;
    private volatile int count;
    private Duration longestGap = Duration.ZERO;

    private ClusterWriter(ConsulCluster cluster) {
        this.cluster = cluster;
        this.thread = Thread.ofPlatform().name("writer").start(this::write);
    }

    static ClusterWriter start(ConsulCluster cluster) {
        return new ClusterWriter(cluster);
    }

    /** Acknowledged writes so far. */
    int count() {
        return count;
    }

    /** Stops the client, and reads all acknowledged keys. */
    Written stop() {
        close();
        var present = new HashMap<String, String>();
        cluster.within(Duration.ofMinutes(1), "all keys read", () -> {
            var answer = cluster.kubernetes()
                    .get(cluster.clientProxy() + "/v1/kv/" + folder + "?recurse&consistent", TIMEOUT);
            answer.json()
                    .forEach(entry -> present.put(
                            entry.path("Key").asText(),
                            new String(
                                    Base64.getDecoder()
                                            .decode(entry.path("Value").asText()),
                                    StandardCharsets.UTF_8)));
            return answer.ok();
        });
        var lost = acknowledged.entrySet().stream()
                .filter(write -> !write.getValue().equals(present.get(write.getKey())))
                .count();
        return new Written(acknowledged.size(), Map.copyOf(failures), lost, longestGap);
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

    private void write() {
        var last = System.nanoTime();
        for (var number = 0; !ended; number++) {
            var key = folder + number;
            var answer = cluster.kubernetes()
                    .put(cluster.clientProxy() + "/v1/kv/" + key, Integer.toString(number), TIMEOUT);
            if (answer.ok() && answer.body().strip().equals("true")) {
                acknowledged.put(key, Integer.toString(number));
                count = acknowledged.size();
                var now = System.nanoTime();
                var gap = Duration.ofNanos(now - last);
                longestGap = gap.compareTo(longestGap) > 0 ? gap : longestGap;
                last = now;
            } else {
                failures.merge(cause(answer), 1, Integer::sum);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** The error without parts that differ each time. */
    private static String cause(ProbeReply answer) {
        var words = answer.body()
                .replaceAll("\\d+\\.\\d+\\.\\d+\\.\\d+(:\\d+)?", "…")
                .replaceAll("\\s+", " ")
                .strip();
        return "%d %s".formatted(answer.status(), words.length() > 120 ? words.substring(0, 120) + "…" : words);
    }

    /**
     * What became of it.
     *
     * @param failures how many writes failed, by status and cause; some of them may have been done all the same
     * @param lost acknowledged writes that were not found again
     * @param longestGap the longest time between two acknowledged writes
     */
    record Written(int acknowledged, Map<String, Integer> failures, long lost, Duration longestGap) {
        int failed() {
            return failures.values().stream().mapToInt(Integer::intValue).sum();
        }
    }
}
