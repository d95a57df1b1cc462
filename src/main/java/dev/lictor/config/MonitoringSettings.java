package dev.lictor.config;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** How Prometheus Operator learns of the sidecars. */
public interface MonitoringSettings {
    /** Whether a PodMonitor tells Prometheus Operator of the sidecars' metrics; one that is there stays. */
    @WithDefault("false")
    boolean podMonitor();

    /** Labels of the PodMonitor besides those of all objects, by which a Prometheus selects those that it heeds: `key=value`, with commas between. */
    Optional<String> podMonitorLabels();

    /** Time between two scrapes, such as `30s`; Prometheus' own unless set. */
    Optional<String> scrapeInterval();
}
