package dev.lictor.sidecar.metrics;

import dev.lictor.sidecar.Watch;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Hands what the watch last saw to Prometheus' registry, all of it of one moment. */
@Singleton
final class WatchCollector extends Collector {
    private final Instance<Watch> watch;
    private final String version;

    @Inject
    WatchCollector(Instance<Watch> watch, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.watch = watch;
        this.version = version;
    }

    void register(@Observes StartupEvent event, CollectorRegistry registry) {
        registry.register(this);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return Exposition.of(watch.get().picture(), version);
    }
}
