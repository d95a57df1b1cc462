package dev.lictor.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How Prometheus Operator finds the sidecars.
 *
 * @param podMonitor whether there is a PodMonitor
 * @param labels extra labels of the PodMonitor, by which a Prometheus selects it
 * @param interval between scrapes, such as {@code 30s}; Prometheus' own if empty
 */
public record Monitoring(boolean podMonitor, Map<String, String> labels, Optional<String> interval) {
    /** A duration of Prometheus Operator's API, without units longer than an hour. */
    private static final Pattern INTERVAL = Pattern.compile("[1-9]\\d{0,5}(ms|s|m|h)");

    public Monitoring {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    List<String> problems() {
        var problems = new ArrayList<String>();
        labels.forEach(
                (key, value) -> ExtraConfiguration.labelProblem("lictor.monitoring.pod-monitor-labels", key, value)
                        .ifPresent(problems::add));
        interval.filter(text -> !INTERVAL.matcher(text).matches())
                .ifPresent(text -> problems.add(
                        "lictor.monitoring.scrape-interval is '%s'; it must be a duration such as 30s or 1m"
                                .formatted(text)));
        if (!podMonitor && (!labels.isEmpty() || interval.isPresent())) {
            problems.add(
                    "lictor.monitoring has labels or an interval for a PodMonitor, and lictor.monitoring.pod-monitor is off; set it to true");
        }
        return problems;
    }
}
