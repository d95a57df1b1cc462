package dev.lictor.sidecar.metrics;

import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The registry that {@code /q/metrics} serves, in the place of Quarkus' own. */
final class Registry {
    @Produces
    @Singleton
    CollectorRegistry registry(MonitorCollector collector) {
        var registry = new CollectorRegistry();
        registry.register(collector);
        return registry;
    }
}
