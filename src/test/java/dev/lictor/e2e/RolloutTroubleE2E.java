package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rollouts during other disruptions, and rollouts of servers that cannot start: the other servers go on to serve. */
@ExtendWith(SharedCluster.class)
class RolloutTroubleE2E {
    private static final String ANNOTATION = "lictor.extra.pod-annotations";
    private static final String SOON = "--set=lictor.rollout-timeout=20s";
    private static final String NO_IMAGE = "--set=lictor.consul-image=hashicorp/consul:absent";
    /** Consul refuses it, and says so before it starts. */
    private static final String REFUSED_CONFIGURATION =
            "--set=lictor.extra.consul={\"dns_config\": {\"recursor_strategy\": \"none\"}}";

    /** Consul opens the file only when it starts. */
    private static final String NO_CONFIGURATION = "--set=lictor.extra.consul={\"log_file\": \"/nowhere/consul.log\"}";

    private final TestCluster place;

    RolloutTroubleE2E(TestCluster place) {
        this.place = place;
    }

    /** Evictions as by a drain of nodes, while the Job replaces servers. */
    @Test
    void everyServerIsEvictedDuringARollout() {
        try (var cluster = servers("evicted", Map.of())) {
            set(cluster, Map.of(ANNOTATION, "example.org/roll=1"));
            untouched("all servers evicted during a roll-out", cluster, figures -> {
                var before = cluster.podStates();
                var first = cluster.leader();
                cluster.start();
                cluster.within(
                        ConsulCluster.TIMEOUT,
                        "the first is being replaced",
                        () -> cluster.podStates().values().stream().anyMatch(PodState::ending));

                var order = new ArrayList<>(List.of(first));
                order.addAll(cluster.others(first));
                var answers = new TreeMap<Integer, Integer>();
                order.forEach(pod -> cluster.within(
                        ConsulCluster.TIMEOUT,
                        pod + " is evicted or replaced",
                        () -> leaves(cluster, pod, before, answers)));

                cluster.awaitJob();
                answers.forEach((status, times) -> figures.count("evictions answered by " + status, times));
                assertThat(answers).as("some against the disruption budget").containsKey(429);
                assertThat(cluster.replacedSince(before)).hasSize(3);
            });
        }
    }

    /** The evicted server finds no node. Then neither the drain nor bootstrap may remove another server. */
    @Test
    void theNodeIsDrainedDuringARollout() {
        place.faults(); // nobody else's node is cordoned
        try (var cluster = servers("drained", Map.of("lictor.extra.labels", "e2e=drained"))) {
            var operator = new OutsideUser(cluster);
            untouched("roll-out while the node is drained", cluster, figures -> {
                try {
                    assertThat(drained(cluster)).contains("disruption budget");
                    var said = operator.isNotReadyInTime(SOON, "--set=" + ANNOTATION + "=example.org/roll=1");
                    figures.note(said);
                    assertThat(said).contains("unschedulable");
                    assertThat(drained(cluster)).contains("disruption budget");
                } finally {
                    place.kubernetes().kubectl("uncordon", "--selector=kubernetes.io/os=linux");
                }
                operator.bootstraps("--set=" + ANNOTATION + "=example.org/roll=1");
            });
        }
    }

    /** Twice: repaired by the old settings, and by new settings. */
    @ParameterizedTest
    @CsvSource({"claim,1Gi", "empty-dir,512Mi"})
    void onlyOneServerIsReplacedIfItDoesNotStart(String kind, String size) {
        var storage = Map.of("lictor.storage.kind", kind, "lictor.storage.size", size);
        try (var cluster = servers("spoilt-" + kind, storage)) {
            var operator = new OutsideUser(cluster);
            untouched("roll-outs to servers that do not start, " + kind, cluster, figures -> {
                var before = cluster.podStates();
                isToldWhy(
                        cluster,
                        "consul-[0-2]: consul: (ImagePullBackOff|ErrImagePull), .*hashicorp/consul:absent",
                        NO_IMAGE);
                assertThat(cluster.replacedSince(before)).hasSize(1);
                operator.isNotReadyInTime(NO_IMAGE, SOON);
                assertThat(cluster.replacedSince(before))
                        .as("no further one by a further run")
                        .hasSize(1);
                operator.bootstraps();
                assertThat(cluster.replacedSince(before))
                        .as("those that were up stay up")
                        .hasSize(1);
                cluster.awaitSettled();

                var again = cluster.podStates();
                isToldWhy(cluster, "consul-[0-2]: consul: ended with exit code 1: .*/nowhere", NO_CONFIGURATION);
                assertThat(cluster.replacedSince(again)).hasSize(1);
                operator.bootstraps("--set=" + ANNOTATION + "=example.org/mended=1");
                assertThat(cluster.replacedSince(again)).hasSize(3);
            });
        }
    }

    /** The kubelet runs the pod that asks Consul, and the end of its log is Consul's answer. */
    @Test
    void aConfigurationThatConsulRefusesTakesNoServer() {
        try (var cluster = servers("refused", Map.of())) {
            var operator = new OutsideUser(cluster);
            untouched("configuration that Consul refuses", cluster, figures -> {
                var before = cluster.podStates();

                var said = operator.isRefusedByConsul(REFUSED_CONFIGURATION, "--set=lictor.rollout-timeout=2m");

                figures.note(said);
                assertThat(said)
                        .containsPattern("Consul 1\\.22\\.7 refuses lictor\\.extra\\.consul: .*recursor_strategy");
                assertThat(cluster.replacedSince(before)).isEmpty();
                operator.bootstraps("--set=lictor.extra.consul={\"connect\": {\"enabled\": true}}");
                assertThat(cluster.replacedSince(before))
                        .as("one that Consul accepts")
                        .hasSize(3);
            });
        }
    }

    /** Servers that never had a leader serve no client, so bootstrap may replace all of them to repair a first installation. */
    @Test
    void aFirstInstallationThatNeverHadALeaderIsReplaced() {
        try (var cluster = made("leaderless")) {
            set(cluster, Map.of("lictor.storage.kind", "empty-dir", "lictor.storage.size", "512Mi"));
            var operator = new OutsideUser(cluster);
            var figures = Figures.of("first installation that never had a leader, on empty-dir");
            var stopwatch = new Stopwatch();

            isToldWhy(cluster, "consul-0: consul: (ImagePullBackOff|ErrImagePull), ", NO_IMAGE);

            // Consul starts, and closes the connection of every peer at once.
            var alone = operator.isNotReadyInTime(
                    "--set=lictor.extra.consul={\"limits\": {\"rpc_handshake_timeout\": \"1ns\"}}", SOON);
            figures.note(alone);
            assertThat(alone).contains("only 0 of 3 servers are ready");
            cluster.within(
                    ConsulCluster.TIMEOUT,
                    "each runs, and knows no leader",
                    () -> cluster.pods().stream()
                            .allMatch(pod -> cluster.consul(pod, "/v1/status/leader")
                                    .body()
                                    .equals("\"\"")));

            var before = cluster.podStates();
            var mended = operator.bootstraps("--set=lictor.rollout-timeout=40s");
            mended.forEach(figures::note);
            assertThat(cluster.isSettled(3)).as(cluster::description).isTrue();
            assertThat(cluster.replacedSince(before)).hasSize(3);
            figures.time("three runs, to three ready voters", stopwatch.elapsed());
        }
    }

    /** The image of the Job's pods, for runs from outside. */
    private ConsulCluster servers(String namespace, Map<String, String> settings) {
        var cluster = made(namespace);
        set(cluster, settings);
        cluster.bootstrap();
        cluster.awaitSettled();
        return cluster;
    }

    private ConsulCluster made(String namespace) {
        var manifests = Manifests.copy("", place.image("lictor"), namespace);
        return new ConsulCluster(place.kubernetes(), manifests, ConsulDeployment.byDefault(namespace));
    }

    private void set(ConsulCluster cluster, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("lictor.image", place.image("lictor"));
        all.put("lictor.consul-image", place.image("1.22.7"));
        cluster.manifests().set(all);
    }

    private interface Course {
        void of(Figures figures);
    }

    /** A rollout that clients survive: never two servers missing, always a quorum, no acknowledged write lost. */
    private static void untouched(String scenario, ConsulCluster cluster, Course course) {
        FaultScenario.of(scenario, cluster, (figures, stopwatch) -> {
            try (var missing = MissingPods.watch(cluster, 3);
                    var quorum = QuorumWatch.start(cluster)) {
                course.of(figures);
                cluster.awaitSettled();
                figures.time("to its end", stopwatch.elapsed());
                assertThat(missing.stop())
                        .as("servers that were missing at once")
                        .hasSize(1);
                assertThat(quorum.lost()).as("moments without a quorum").isEmpty();
            }
        });
    }

    /** Runs bootstrap until Kubernetes reports the failure: to pull an image and to start a container take time. */
    private static void isToldWhy(ConsulCluster cluster, String cause, String setting) {
        var pattern = Pattern.compile(cause);
        cluster.within(
                ConsulCluster.TIMEOUT,
                "the cause is told",
                () -> pattern.matcher(new OutsideUser(cluster).isNotReadyInTime(setting, SOON))
                        .find());
    }

    /** Evicts the pod again, and says whether another pod has replaced it. */
    private static boolean leaves(
            ConsulCluster cluster, String pod, Map<String, PodState> before, Map<Integer, Integer> answers) {
        if (cluster.replacedSince(before).contains(pod)) {
            return !cluster.podState(pod).ending();
        }
        if (!cluster.podState(pod).ending()) {
            answers.merge(cluster.evict(pod).status(), 1, Integer::sum);
        }
        return false;
    }

    /** Waits for its end. Returns its output. */
    private static String drained(ConsulCluster cluster) {
        var drain = cluster.kubernetes()
                .tryKubectl(List.of(
                        "drain",
                        "--selector=kubernetes.io/os=linux",
                        "--pod-selector=e2e=drained",
                        "--delete-emptydir-data",
                        "--timeout=12s"));
        assertThat(drain.exitCode()).as(drain.words()).isNotZero();
        return drain.words();
    }
}
