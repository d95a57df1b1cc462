package dev.lictor.sidecar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prometheus' conventions for names (prometheus.io, Metric and label naming). */
class MetricTest {
    @ParameterizedTest
    @EnumSource
    void namesAreSnakeCaseAndOursOrTheOnesThatDashboardsKnow(Metric metric) {
        assertThat(metric.text()).matches("(lictor|consul)(_[a-z]+)+");
    }

    @ParameterizedTest
    @EnumSource
    void countersAndOnlyTheyEndInTotal(Metric metric) {
        assertThat(metric.text().endsWith("_total")).isEqualTo(metric.kind() == Metric.Kind.COUNTER);
    }

    @ParameterizedTest
    @EnumSource
    void helpSaysWhenTheValueIsAbsent(Metric metric) {
        assertThat(metric.help()).containsPattern("[Aa]bsent").endsWith(".");
    }
}
