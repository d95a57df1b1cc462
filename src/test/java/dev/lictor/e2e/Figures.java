package dev.lictor.e2e;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report of a run: target/e2e/report.md and report.json. Each figure rewrites them, so that a failure loses none. */
final class Figures {
    private static final Path FOLDER = Path.of("target/e2e");
    private static final List<Scenario> SCENARIOS = new ArrayList<>();

    private final Scenario scenario;

    /** The figures of one scenario. */
    record Scenario(String name, List<Figure> figures, List<String> notes) {}

    /**
     * One of them.
     *
     * @param value seconds, or a count
     */
    record Figure(String name, double value, String unit) {}

    private Figures(Scenario scenario) {
        this.scenario = scenario;
    }

    static Figures of(String scenario) {
        synchronized (SCENARIOS) {
            var made = new Scenario(scenario, new ArrayList<>(), new ArrayList<>());
            SCENARIOS.add(made);
            return new Figures(made);
        }
    }

    void time(String name, Duration time) {
        add(new Figure(name, Math.round(time.toMillis() / 100.0) / 10.0, "s"));
    }

    void count(String name, long count) {
        add(new Figure(name, count, ""));
    }

    void note(String note) {
        synchronized (SCENARIOS) {
            scenario.notes().add(note);
            write();
        }
    }

    /** Writes of a client, and the results of all probes with their times. */
    void writes(ClusterWriter.Written written) {
        count("writes acknowledged", written.acknowledged());
        count("writes failed", written.failed());
        count("acknowledged writes lost", written.lost());
        time("longest time without an acknowledged write", written.longestGap());
        written.failures().forEach((cause, times) -> note("failed %d times: %s".formatted(times, cause)));
    }

    void probes(List<Probes.Change> changes) {
        changes.forEach(change -> note(change.toString()));
    }

    private void add(Figure figure) {
        synchronized (SCENARIOS) {
            scenario.figures().add(figure);
            write();
        }
    }

    private static void write() {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve("report.md"), markdown());
            var printer = new DefaultPrettyPrinter();
            printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
            Files.writeString(
                    FOLDER.resolve("report.json"),
                    new ObjectMapper().writer(printer).writeValueAsString(SCENARIOS) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String markdown() {
        var text = new StringBuilder("# Figures on a node\n\n| scenario | figure | value |\n|---|---|---|\n");
        for (var scenario : SCENARIOS) {
            for (var figure : scenario.figures()) {
                text.append("| %s | %s | %s |\n".formatted(scenario.name(), figure.name(), value(figure)));
            }
        }
        for (var scenario : SCENARIOS) {
            if (!scenario.notes().isEmpty()) {
                text.append("\n## %s\n\n".formatted(scenario.name()));
                scenario.notes()
                        .forEach(note -> text.append("    ").append(note).append('\n'));
            }
        }
        return text.toString();
    }

    private static String value(Figure figure) {
        return figure.unit().isEmpty()
                ? Long.toString((long) figure.value())
                : String.format(Locale.ROOT, "%.1f %s", figure.value(), figure.unit());
    }
}
