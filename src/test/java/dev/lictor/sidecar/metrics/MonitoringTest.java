package dev.lictor.sidecar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.it.sidecar.MonitoringFiles;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard speak of metrics that there are, and each alert is tested and says what to do. */
class MonitoringTest {
    private static final Pattern METRIC = Pattern.compile("\\b(lictor|consul)_[a-z_]+");
    private static final List<String> PARTS_OF_A_HISTOGRAM = List.of("_bucket", "_sum", "_count");

    @Test
    void everyMetricThatIsAskedForIsOneOfOurs() {
        var ours = Arrays.stream(Metric.values())
                .flatMap(metric -> metric.kind() == Metric.Kind.HISTOGRAM
                        ? PARTS_OF_A_HISTOGRAM.stream().map(part -> metric.text() + part)
                        : Stream.of(metric.text()))
                .toList();

        var asked = MonitoringFiles.expressions()
                .flatMap(expression -> METRIC.matcher(expression).results().map(MatchResult::group))
                .distinct()
                .toList();

        assertThat(asked).hasSizeGreaterThan(10).isSubsetOf(ours);
    }

    @Test
    void theOperatorsRulesAreThoseOfPrometheusItself() {
        assertThat(MonitoringFiles.operatorsGroups()).isNotEmpty().isEqualTo(MonitoringFiles.groups());
    }

    @Test
    void everyAlertIsSeenFiringAndSaysWhatToDo() {
        var firing = MonitoringFiles.read(MonitoringFiles.FIRING).findParents("alertname").stream()
                .filter(test -> !test.path("exp_alerts").isEmpty())
                .map(test -> test.path("alertname").asText())
                .toList();

        assertThat(MonitoringFiles.alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(firing).contains(alert.path("alert").asText());
            assertThat(alert.at("/annotations/runbook").asText()).isNotBlank();
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
        });
    }
}
