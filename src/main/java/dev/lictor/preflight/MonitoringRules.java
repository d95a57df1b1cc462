package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import java.util.List;

/** Rules on PodMonitors. */
final class MonitoringRules {
    private static final String WITHOUT = "or set lictor.monitoring.pod-monitor to false";

    private MonitoringRules() {}

    static List<Finding> noPodMonitors(ClusterSpec spec, Facts facts) {
        return switch (facts.podMonitors()) {
            case Fact.Known(var served) ->
                served
                        ? List.of()
                        : List.of(new Finding.Refusal(
                                "lictor.monitoring.pod-monitor is true, and the API server does not serve PodMonitors (monitoring.coreos.com/v1)",
                                "install Prometheus Operator's definitions, " + WITHOUT));
            case Fact.Unknown(var why) ->
                List.of(new Finding.Unknown(
                        "whether the API server knows PodMonitors: " + why,
                        "ClusterRole system:discovery grants the permission to ask, " + WITHOUT));
            case Fact.NotRead<Boolean> notRead -> List.of();
        };
    }
}
