package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.pki.MadeByOthers;
import dev.lictor.pki.Pem;
import dev.lictor.servers.Finished;
import dev.lictor.servers.LictorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tutorial's running cluster, made by hand with kubectl, becomes ours server by server, and its clients hardly notice. */
@ExtendWith(OnePlace.class)
class AdoptionE2E {
    private static final Path TUTORIAL = Path.of("src/test/resources/tutorial/traefik-lan.yaml");

    private final Place place;

    @TempDir
    Path directory;

    AdoptionE2E(Place place) {
        this.place = place;
    }

    @ParameterizedTest
    @CsvSource({"1.7.2,false", "1.22.7,true"})
    void theTutorialsRunningClusterIsTakenOver(String version, boolean keyOfTheCa) throws IOException {
        var namespace = "adopted-" + version.replace('.', '-');
        var manifests = Manifests.copy("examples/traefik-lan", place.image("lictor"), namespace);
        manifests.set(Map.of(
                "lictor.namespace",
                namespace,
                "lictor.image",
                place.image("lictor"),
                "lictor.consul-version",
                version,
                "lictor.consul-image",
                place.image(version)));
        try (var cluster = new ConsulCluster(place.kubernetes(), manifests, Shape.tutorial(namespace))) {
            theTutorialIsFollowed(cluster, version);
            var before = pods(cluster);
            var figures = Figures.of("the tutorial's cluster taken over, Consul " + version);

            try (var quorum = QuorumWatch.start(cluster);
                    var writer = Writer.start(cluster)) {
                cluster.within(ConsulCluster.PATIENCE, "writes", () -> writer.count() > 20);
                var term = cluster.term(cluster.leader());
                var stopwatch = new Stopwatch();

                // Stopped while the first new server is waited for, and gone on with
                var stopped = bootstrap(cluster, "--adopt", "--set=lictor.rollout-timeout=3s");
                assertThat(stopped.exitCode()).as(stopped.words()).isEqualTo(6);
                var adopted = keyOfTheCa
                        ? bootstrap(cluster, "--adopt", "--ca-key-file=" + directory.resolve("ca.key"))
                        : bootstrap(cluster, "--adopt");
                assertThat(adopted.exitCode()).as(adopted.words()).isZero();
                // The first run has taken the Secrets over as they were, so this one may issue what the CA's key is
                // there for.
                assertThat(adopted.lines())
                        .anyMatch(line -> line.startsWith(
                                "secret/sec-consul-traefik-lan " + (keyOfTheCa ? "changed: names differ" : "kept: ")));
                figures.time("bootstrap --adopt, stopped once and gone on with, to its end", stopwatch.elapsed());

                cluster.awaitSettled();
                var enough = writer.count() + 20;
                cluster.within(ConsulCluster.PATIENCE, "writes again", () -> writer.count() > enough);
                var written = writer.stop();
                var samples = quorum.stop();
                figures.count("elections", cluster.term(cluster.leader()) - term);
                figures.writes(written);
                figures.count("samples of all servers", samples.size());
                figures.count(
                        "fewest servers that named a leader at once",
                        samples.stream()
                                .mapToInt(sample -> sample.naming().size())
                                .min()
                                .orElseThrow());
                figures.count(
                        "samples in which fewer than two did",
                        samples.stream()
                                .filter(sample -> sample.naming().size() < 2)
                                .count());
                samples.stream()
                        .filter(sample -> sample.naming().size() < 2 || !sample.quorum())
                        .forEach(sample -> figures.note(sample.toString()));
                adopted.lines().forEach(figures::note);

                assertThat(written.lost()).as("acknowledged writes lost").isZero();
                assertThat(samples).allMatch(QuorumWatch.Sample::quorum);
            }
            assertThat(pods(cluster)).doesNotContainAnyElementsOf(before);
            assertThat(bootstrap(cluster).lines())
                    .filteredOn(line -> line.matches("[a-z]+/.*"))
                    .hasSizeGreaterThan(6)
                    .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept"));
        }
    }

    private void theTutorialIsFollowed(ConsulCluster cluster, String version) throws IOException {
        var own = MadeByOthers.authority(Instant.now()).make();
        var leaf = MadeByOthers.server(own, Instant.now(), "server.lan.cluster.local", "127.0.0.1")
                .makeLeaf();
        file("ca.key", Pem.key(own.key().orElseThrow()));
        cluster.kubernetes().kubectl("create", "namespace", cluster.shape().namespace());
        cluster.kubectl(
                "create",
                "secret",
                "generic",
                "sec-consul-traefik-lan",
                "--from-literal=gossip-encryption-key=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=",
                "--from-file=" + file("ca.crt", Pem.certificate(own.certificate())),
                "--from-file=" + file("consul.crt", Pem.certificate(leaf.certificate())),
                "--from-file=" + file("consul-key.key", Pem.key(leaf.key())));
        cluster.kubectl(
                "apply",
                "--filename="
                        + file(
                                "tutorial.yaml",
                                Files.readString(TUTORIAL).replace("consul:1.7.2", place.image(version))));
        cluster.within(
                ConsulCluster.PATIENCE,
                "the tutorial's three voters",
                () -> cluster.pods().stream().allMatch(pod -> isVoter(cluster, pod)));
    }

    /** A server that found only itself when it started is joined, as whoever follows the tutorial must do it then. */
    private static boolean isVoter(ConsulCluster cluster, String pod) {
        var first = cluster.pod(0);
        if (!pod.equals(first)
                && cluster.consul(pod, "/v1/agent/members").json().size() == 1) {
            cluster.kubectl("exec", pod, "--container=consul", "--", "consul", "join", cluster.address(first));
        }
        var members = cluster.members(pod);
        return members.size() == 3
                && members.stream().allMatch(RaftMember::voter)
                && members.stream().anyMatch(RaftMember::leader);
    }

    /** By the operator who followed the tutorial, from where that was done. */
    private Finished bootstrap(ConsulCluster cluster, String... args) {
        var all = new ArrayList<>(
                List.of("bootstrap", "--config=" + cluster.manifests().settings()));
        all.addAll(List.of(args));
        return Finished.await(
                LictorProcess.builder(
                        Map.of("KUBECONFIG", cluster.kubernetes().kubeconfig().toString()), all.toArray(String[]::new)),
                Duration.ofMinutes(8));
    }

    private static List<String> pods(ConsulCluster cluster) {
        return List.of(cluster.kubectl("get", "pods", "--output=jsonpath={.items[*].metadata.uid}")
                .split(" "));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }
}
