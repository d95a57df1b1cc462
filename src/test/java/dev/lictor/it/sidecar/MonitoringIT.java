package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs promtool on the alerts and on the queries of the dashboard. */
@Tag("once")
class MonitoringIT {
    private static String promtool = "";

    @BeforeAll
    static void findPromtool() {
        TestServers.require("prometheus");
        promtool = TestServers.run("prometheus") + "/promtool";
    }

    @Test
    void eachAlertFiresForItsFaultOnly() {
        assertThat(promtool("test", "rules", MonitoringFiles.FIRING.toString())).contains("SUCCESS");
    }

    @Test
    void noAlertFiresWhileServersAreRestartedOneAfterTheOther() {
        assertThat(promtool("test", "rules", MonitoringFiles.ROLLING_RESTART.toString()))
                .contains("SUCCESS");
    }

    @Test
    void prometheusTakesTheRules() {
        assertThat(promtool("check", "rules", MonitoringFiles.RULES.toString()))
                .contains(MonitoringFiles.alerts().size() + " rules found");
    }

    /** Wraps the queries in rules, which promtool can check. */
    @Test
    void prometheusUnderstandsWhatTheDashboardAsks(@TempDir Path directory) throws IOException {
        var questions = MonitoringFiles.questions();
        var rules = IntStream.range(0, questions.size())
                .mapToObj(n -> "  - record: question:%d\n    expr: >-\n      %s\n".formatted(n, questions.get(n)))
                .collect(Collectors.joining("", "groups:\n- name: dashboard\n  rules:\n", ""));
        var file = Files.writeString(directory.resolve("rules.yaml"), rules);

        assertThat(promtool("check", "rules", file.toString())).contains(questions.size() + " rules found");
    }

    private static String promtool(String verb, String what, String file) {
        return TestServers.run(List.of(promtool, verb, what, file));
    }
}
