package dev.lictor.sidecar.metrics;

import dev.lictor.sidecar.Watch;
import dev.lictor.sidecar.acts.Attendant;
import dev.lictor.sidecar.backup.Keeper;
import io.prometheus.client.Collector;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the watch last saw, all of it of one moment. Commands never collect, and so never make a watch. */
@Singleton
final class WatchCollector extends Collector {
    private final Instance<Watch> watch;
    private final Instance<Attendant> attendant;
    private final Instance<Keeper> keeper;
    private final String version;

    @Inject
    WatchCollector(
            Instance<Watch> watch,
            Instance<Attendant> attendant,
            Instance<Keeper> keeper,
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
