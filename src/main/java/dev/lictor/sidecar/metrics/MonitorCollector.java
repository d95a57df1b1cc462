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

/** What the watch last saw, all of it of one moment. Commands never collect, and so never make a watch. */
@Singleton
final class MonitorCollector extends Collector {
    private final Instance<Monitor> watch;
    private final Instance<Reconciler> attendant;
    private final Instance<BackupJob> keeper;
    private final String version;

    @Inject
    MonitorCollector(
            Instance<Monitor> watch,
            Instance<Reconciler> attendant,
            Instance<BackupJob> keeper,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.watch = watch;
        this.attendant = attendant;
        this.keeper = keeper;
        this.version = version;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return Exposition.of(
                watch.get().picture(), attendant.get().deeds(), keeper.get().kept(), version);
    }
}
