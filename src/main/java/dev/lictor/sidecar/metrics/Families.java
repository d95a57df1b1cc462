package dev.lictor.sidecar.metrics;

import dev.lictor.sidecar.observe.PollTimes;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Collects samples. An unknown value is left out; it is neither 0 nor the last value. */
final class Families {
    private final List<MetricFamilySamples> families = new ArrayList<>();

    List<MetricFamilySamples> collected() {
        return families;
    }

    void number(Metric metric, Optional<? extends Number> value) {
        value.ifPresent(
                known -> family(metric, List.of(new Sample(metric.text(), List.of(), List.of(), known.doubleValue()))));
    }

    void number(Metric metric, long value) {
        number(metric, Optional.of(value));
    }

    void truth(Metric metric, Optional<Boolean> value) {
        number(metric, value.map(known -> known ? 1 : 0));
    }

    void seconds(Metric metric, Optional<Duration> value) {
        number(metric, value.map(Families::seconds));
    }

    /** Adds the samples of a metric with one label, by label value. */
    void numbers(Metric metric, Map<String, ? extends Number> byLabel) {
        var samples = new ArrayList<Sample>();
        new TreeMap<>(byLabel)
                .forEach((label, value) ->
                        samples.add(new Sample(metric.text(), metric.labels(), List.of(label), value.doubleValue())));
        if (!samples.isEmpty()) {
            family(metric, samples);
        }
    }

    /** Adds an info metric: value 1, with the information in its labels. */
    void info(Metric metric, String... labels) {
        family(metric, List.of(new Sample(metric.text(), metric.labels(), List.of(labels), 1)));
    }

    void histogram(Metric metric, PollTimes times) {
        var samples = new ArrayList<Sample>();
        long sum = 0;
        for (int bucket = 0; bucket < times.counts().size(); bucket++) {
            sum += times.counts().get(bucket);
            var bound = bucket < PollTimes.BOUNDS.size()
                    ? Collector.doubleToGoString(seconds(PollTimes.BOUNDS.get(bucket)))
                    : "+Inf";
            samples.add(new Sample(metric.text() + "_bucket", List.of("le"), List.of(bound), sum));
        }
        samples.add(new Sample(metric.text() + "_count", List.of(), List.of(), sum));
        samples.add(new Sample(metric.text() + "_sum", List.of(), List.of(), seconds(times.sum())));
        family(metric, samples);
    }

    static double seconds(Instant instant) {
        return instant.getEpochSecond();
    }

    private static double seconds(Duration duration) {
        return (duration.toSeconds() * 1e9 + duration.toNanosPart()) / 1e9;
    }

    private void family(Metric metric, List<Sample> samples) {
        var type = switch (metric.kind()) {
            case GAUGE -> Collector.Type.GAUGE;
            case COUNTER -> Collector.Type.COUNTER;
            case HISTOGRAM -> Collector.Type.HISTOGRAM;
        };
        families.add(new MetricFamilySamples(metric.text(), type, metric.help(), samples));
    }
}
