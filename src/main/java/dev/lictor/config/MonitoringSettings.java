package dev.lictor.config;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** How Prometheus Operator finds the sidecars. */
public interface MonitoringSettings {
    /** Whether there is a PodMonitor, by which Prometheus Operator scrapes the sidecars; `false` removes none. */
    @WithDefault("false")
    boolean podMonitor();

    /** Labels of the PodMonitor in addition to those of all objects, by which a Prometheus selects its PodMonitors: `key=value`, with commas between. */
    Optional<String> podMonitorLabels();

    /** Time between two scrapes, such as `30s`; unless set that of Prometheus. */
    Optional<String> scrapeInterval();
}
