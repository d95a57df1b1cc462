package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** From kubectl apply of k8s/ to three servers that vote. */
final class FirstBootstrap {
    private FirstBootstrap() {}

    static ConsulCluster of(TestCluster place) {
        var manifests = Manifests.copy("", place.image("lictor"), "consul");
        manifests.set(Map.of("lictor.consul-image", place.image("1.22.7")));
        var cluster = new ConsulCluster(place.kubernetes(), manifests, ConsulDeployment.byDefault("consul"));
        measured("first bootstrap, Consul 1.22.7", cluster);
        return cluster;
    }

    /** The same cluster in a namespace of its own. */
    static ConsulCluster of(TestCluster place, String namespace, String version, Map<String, String> settings) {
        var manifests = Manifests.copy("", place.image("lictor"), namespace);
        var all = new java.util.HashMap<>(settings);
        all.put("lictor.consul-version", version);
        all.put("lictor.consul-image", place.image(version));
        manifests.set(all);
        var cluster = new ConsulCluster(place.kubernetes(), manifests, ConsulDeployment.byDefault(namespace));
        cluster.bootstrap();
        cluster.awaitSettled();
        return cluster;
    }

    static void measured(String scenario, ConsulCluster cluster) {
        var figures = Figures.of(scenario);
        var stopwatch = new Stopwatch();
        cluster.start();
        var log = cluster.awaitJob();
        figures.time("kubectl apply to the end of the Job", stopwatch.elapsed());
        cluster.awaitSettled();
        figures.time("kubectl apply to three ready voters", stopwatch.elapsed());
        assertThat(log).anyMatch(line -> line.startsWith("3 of 3 servers ready"));
    }
}
