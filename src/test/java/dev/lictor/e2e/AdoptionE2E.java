package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.pki.Pem;
import dev.lictor.testing.ForeignCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Takes over the tutorial's running cluster, which was made by hand, while clients write. */
@ExtendWith(SharedCluster.class)
class AdoptionE2E {
    private static final Path TUTORIAL = Path.of("src/test/resources/tutorial/traefik-lan.yaml");

    private static final Pattern CHOWN =
            Pattern.compile("kubectl (-n \\S+ exec \\S+ -c \\S+ -- chown -R 100:1000 [^\\s,]+)");

    private final TestCluster place;

    @TempDir
    Path directory;

    AdoptionE2E(TestCluster place) {
        this.place = place;
    }

    @ParameterizedTest
    @CsvSource({"1.7.2,false", "1.22.7,true"})
    void theTutorialsRunningClusterIsTakenOver(String version, boolean keyOfTheCa) throws IOException {
        var namespace = "adopted-" + version.replace('.', '-');
        try (var cluster = made(namespace, version)) {
            theTutorialIsFollowed(cluster, version, UnaryOperator.identity());
            var operator = new OutsideUser(cluster);
            var before = pods(cluster);
            var figures = Figures.of("the tutorial's cluster taken over, Consul " + version);

            try (var quorum = QuorumWatch.start(cluster);
                    var writer = ClusterWriter.start(cluster)) {
                cluster.within(ConsulCluster.TIMEOUT, "writes", () -> writer.count() > 20);
                var term = cluster.term(cluster.leader());
                var stopwatch = new Stopwatch();

                // The run times out at the first new server, and a second run continues
                var stopped = operator.bootstrap("--adopt", "--set=lictor.rollout-timeout=3s");
                assertThat(stopped.exitCode()).as(stopped.words()).isEqualTo(6);
                var adopted = keyOfTheCa
                        ? operator.bootstrap("--adopt", "--ca-key-file=" + directory.resolve("ca.key"))
                        : operator.bootstrap("--adopt");
                assertThat(adopted.exitCode()).as(adopted.words()).isZero();
                // The first run has taken the Secrets over as they were, so this one may issue a certificate with the
                // CA's key.
                assertThat(adopted.lines())
                        .anyMatch(line -> line.startsWith(
                                "secret/sec-consul-traefik-lan " + (keyOfTheCa ? "changed: names differ" : "kept: ")));
                figures.time("bootstrap --adopt, stopped once and gone on with, to its end", stopwatch.elapsed());

                cluster.awaitSettled();
                var enough = writer.count() + 20;
                cluster.within(ConsulCluster.TIMEOUT, "writes again", () -> writer.count() > enough);
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
            assertThat(operator.bootstrap().lines())
                    .filteredOn(line -> line.matches("[a-z]+/.*"))
                    .hasSizeGreaterThan(6)
                    .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept"));
        }
    }

    /** The folders of class {@code standard} are local volumes, which the kubelet gives to a pod's group. */
    @Test
    void dataOfRootIsTakenOverOnVolumesThatTakeAnFsGroup() throws IOException {
        try (var cluster = ofRoot("root-regrouped", "standard")) {
            var before = pods(cluster);
            taken("root's data taken over, on volumes that take an fsGroup", cluster);
            assertThat(pods(cluster)).doesNotContainAnyElementsOf(before);
        }
    }

    /** Host paths take no group: the run is refused before it replaces a server, until the suggested commands have been run. */
    @Test
    void dataOfRootIsRefusedOnVolumesThatTakeNoFsGroup() throws IOException {
        place.faults(); // nobody else's node gets folders
        hostPaths();
        try (var cluster = ofRoot("root-kept", "host-path")) {
            var operator = new OutsideUser(cluster);
            var before = pods(cluster);
            var refused = operator.bootstrap("--adopt");
            Figures.of("takeover of root's data on host paths").note(refused.words());
            assertThat(refused.exitCode()).as(refused.words()).isEqualTo(4);
            assertThat(refused.words()).contains(" belongs to root, and ours would run as user 100 and group 1000: ");
            assertThat(operator.bootstrap("--adopt", "--dry-run").exitCode()).isEqualTo(4);
            assertThat(pods(cluster)).isEqualTo(before);
            assertThat(cluster.kubectl("get", "pods", "--output=jsonpath={.items[*].metadata.ownerReferences[*].kind}"))
                    .isEqualTo("StatefulSet StatefulSet StatefulSet");

            var commands = CHOWN.matcher(refused.out())
                    .results()
                    .map(found -> List.of(found.group(1).split(" ")))
                    .toList();
            assertThat(commands).hasSize(3);
            commands.forEach(cluster.kubernetes()::kubectl);
            taken("root's data taken over, after the chown that is told", cluster);
            assertThat(pods(cluster)).doesNotContainAnyElementsOf(before);
        }
        place.kubernetes()
                .kubectl("delete", "persistentvolume,storageclass", "--selector=e2e=host-path", "--wait=false");
    }

    /** The tutorial's cluster, as root and with claims. The update check is off, because it writes a file of root at any time. */
    private ConsulCluster ofRoot(String namespace, String storageClass) throws IOException {
        var cluster = made(namespace, "1.22.7");
        theTutorialIsFollowed(
                cluster,
                "1.22.7",
                tutorial -> tutorial.replace("securityContext: {fsGroup: 1000}", "securityContext: {runAsUser: 0}")
                                .replace(
                                        "{\n      \"ca_file\"",
                                        "{\n      \"disable_update_check\": true,\n      \"ca_file\"")
                                .replace(
                                        "        volumeMounts:\n",
                                        "        volumeMounts:\n        - {name: data, mountPath: /consul/data}\n")
                        + """
                          volumeClaimTemplates:
                          - metadata: {name: data}
                            spec: {storageClassName: %s, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                        """.formatted(storageClass));
        return cluster;
    }

    /** Completes the takeover: a quorum answers all the time, and no acknowledged write is lost. */
    private static void taken(String scenario, ConsulCluster cluster) {
        var figures = Figures.of(scenario);
        try (var quorum = QuorumWatch.start(cluster);
                var writer = ClusterWriter.start(cluster)) {
            cluster.within(ConsulCluster.TIMEOUT, "writes", () -> writer.count() > 20);
            var stopwatch = new Stopwatch();
            new OutsideUser(cluster).bootstraps("--adopt").forEach(figures::note);
            cluster.awaitSettled();
            figures.time("bootstrap --adopt to three ready voters", stopwatch.elapsed());
            var enough = writer.count() + 20;
            cluster.within(ConsulCluster.TIMEOUT, "writes again", () -> writer.count() > enough);
            var written = writer.stop();
            figures.writes(written);
            assertThat(written.lost()).as("acknowledged writes lost").isZero();
            assertThat(quorum.lost()).as("moments without a quorum").isEmpty();
        }
    }

    private void hostPaths() {
        place.kubernetes().apply("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: host-path, labels: {e2e: host-path}}
            provisioner: kubernetes.io/no-provisioner
            volumeBindingMode: WaitForFirstConsumer
            """);
        for (var number = 0; number < 3; number++) {
            place.kubernetes().apply("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: host-path-NUMBER, labels: {e2e: host-path}}
                spec:
                  storageClassName: host-path
                  persistentVolumeReclaimPolicy: Retain
                  accessModes: [ReadWriteOnce]
                  capacity: {storage: 1Gi}
                  hostPath: {path: /var/lib/host-path/NUMBER, type: DirectoryOrCreate}
                """.replace("NUMBER", Integer.toString(number)));
        }
    }

    private ConsulCluster made(String namespace, String version) {
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
        return new ConsulCluster(place.kubernetes(), manifests, ConsulDeployment.tutorial(namespace));
    }

    private void theTutorialIsFollowed(ConsulCluster cluster, String version, UnaryOperator<String> otherwise)
            throws IOException {
        var own = ForeignCertificates.ca(Instant.now()).make();
        var leaf = ForeignCertificates.server(own, Instant.now(), "server.lan.cluster.local", "127.0.0.1")
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
                                otherwise.apply(
                                        Files.readString(TUTORIAL).replace("consul:1.7.2", place.image(version)))));
        cluster.within(
                ConsulCluster.TIMEOUT,
                "the tutorial's three voters",
                () -> cluster.pods().stream().allMatch(pod -> isVoter(cluster, pod)));
    }

    /** Joins a server that found only itself when it started, as the tutorial says. */
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

    private static List<String> pods(ConsulCluster cluster) {
        return List.of(cluster.kubectl("get", "pods", "--output=jsonpath={.items[*].metadata.uid}")
                .split(" "));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }
}
