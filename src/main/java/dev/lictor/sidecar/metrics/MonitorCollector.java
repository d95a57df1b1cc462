package dev.lictor.sidecar.metrics;

import dev.lictor.sidecar.Monitor;
import dev.lictor.sidecar.backup.BackupJob;
import dev.lictor.sidecar.reconcile.Reconciler;
import io.prometheus.client.Collector;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Collects the metrics of the monitor's current state. Other commands never collect, so they never create a monitor. */
@Singleton
final class MonitorCollector extends Collector {
    private final Instance<Monitor> monitor;
    private final Instance<Reconciler> reconciler;
    private final Instance<BackupJob> backupJob;
    private final String version;

    @Inject
    MonitorCollector(
            Instance<Monitor> monitor,
            Instance<Reconciler> reconciler,
            Instance<BackupJob> backupJob,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.monitor = monitor;
        this.reconciler = reconciler;
        this.backupJob = backupJob;
        this.version = version;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return Exposition.of(
                monitor.get().state(),
                reconciler.get().actionCounters(),
                backupJob.get().status(),
                version);
    }
}
