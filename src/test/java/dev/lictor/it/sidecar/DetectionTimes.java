package dev.lictor.it.sidecar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** How long the sidecars took to report the true state. For people to read; no test asserts it. */
final class DetectionTimes {
    private record Line(ServerCondition truth, String words) {}

    private final Queue<Line> told = new ConcurrentLinkedQueue<>();
    private final Queue<String> ready = new ConcurrentLinkedQueue<>();

    /** @param health until probes and role agreed, after which the metrics may have taken longer */
    void add(ServerCondition truth, Duration health, Duration all) {
        told.add(new Line(truth, "| %s | %s | %s |".formatted(truth.words(), seconds(health), seconds(all))));
    }

    void addReady(String what, Duration after) {
        ready.add("| %s | %s |".formatted(what, seconds(after)));
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        var lines = told.stream().sorted(Comparator.comparing(Line::truth)).map(Line::words);
        Files.write(
                file,
                Stream.of(
                                List.of("| the truth | health | all metrics |", "|---|---|---|"),
                                lines.toList(),
                                List.of("", "| Consul shows that it serves, after | ready |", "|---|---|"),
                                List.copyOf(ready))
                        .flatMap(List::stream)
                        .toList());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
