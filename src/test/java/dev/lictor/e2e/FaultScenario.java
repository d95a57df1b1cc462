package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BiConsumer;

/** A fault in a settled cluster, while a client writes and all probes are recorded. */
final class FaultScenario {
    /** A fault of the leader. */
    interface Fault {
        void happen(String leader);
    }

    private FaultScenario() {}

    /**
     * Ends when the cluster has settled again, with no acknowledged write lost.
     *
     * @param course what happens, and what it waits for itself, with the time since it began
     */
    static void of(String scenario, ConsulCluster cluster, BiConsumer<Figures, Stopwatch> course) {
        cluster.awaitSettled();
        var figures = Figures.of(scenario);
        try (var probes = Probes.listen(cluster);
                var writer = ClusterWriter.start(cluster)) {
            cluster.within(ConsulCluster.TIMEOUT, "writes", () -> writer.count() > 20);
            var termBefore = term(cluster);
            var stopwatch = new Stopwatch();
            figures.note("%.1f s on the probes' clock: it begins"
                    .formatted(probes.elapsed().toMillis() / 1000.0));
            course.accept(figures, stopwatch);
            cluster.awaitSettled();
            figures.time("all ready and voting again", stopwatch.elapsed());
            var enough = writer.count() + 20;
            cluster.within(ConsulCluster.TIMEOUT, "writes again", () -> writer.count() > enough);
            var written = writer.stop();
            figures.count("elections", term(cluster) - termBefore);
            figures.writes(written);
            figures.probes(probes.stop());
            assertThat(written.lost()).as("acknowledged writes lost").isZero();
        }
    }

    /** The loss of a leader. */
    static void ofLeader(String scenario, ConsulCluster cluster, Fault fault) {
        of(scenario, cluster, (figures, stopwatch) -> {
            var leader = cluster.leader();
            var before = cluster.podState(leader);
            var term = cluster.term(leader);
            fault.happen(leader);
            awaitSuccessor(cluster, cluster.others(leader), term);
            figures.time("both survivors know a leader of a new term", stopwatch.elapsed());
            cluster.within(ConsulCluster.TIMEOUT, "a new life of " + leader, () -> {
                var now = cluster.podState(leader);
                return !now.equals(before) && now.ready();
            });
            figures.time("the lost server is ready, so votes", stopwatch.elapsed());
        });
    }

    static void awaitSuccessor(ConsulCluster cluster, List<String> survivors, long term) {
        cluster.within(
                ConsulCluster.TIMEOUT,
                "a successor",
                () -> survivors.stream()
                        .allMatch(pod ->
                                cluster.term(pod) > term && cluster.leader(pod).isPresent()));
    }

    private static long term(ConsulCluster cluster) {
        return cluster.pods().stream().mapToLong(cluster::term).max().orElse(0);
    }
}
