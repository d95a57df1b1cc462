package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.testing.servers.ApiProxy;
import dev.lictor.testing.servers.ApiProxy.Moment;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to a run, the cluster ends as if nothing had: killed at each of its writes, or five at once. */
@Tag("native")
class ConvergenceIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RENEWING = "--set=lictor.datacenter=dc2";
    private static final int KILLED = 137;
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private static ApiServer api;
    private static ApiProxy proxy;
    private static Path kubeconfig;

    /** What an undisturbed run writes, and leaves. */
    record Undisturbed(List<ApiProxy.Write> writes, Map<String, JsonNode> objects) {}

    /** The end of a run at one of its writes. */
    record Kill(int number, Moment moment, String write) {
        static Stream<Kill> each(Undisturbed run) {
            return IntStream.rangeClosed(1, run.writes().size())
                    .boxed()
                    .flatMap(number -> Stream.of(Moment.values())
                            .map(moment -> new Kill(
                                    number, moment, run.writes().get(number - 1).toString())));
        }
    }

    /** The n-th read of an object. */
    record Reading(String path, int number) {
        String of(String namespace) {
            return path.replace("NAMESPACE", namespace);
        }
    }

    @BeforeAll
    static void start() {
        api = ApiServer.start();
        proxy = new ApiProxy(api.kubeconfig());
        // By a token, which passes the proxy, and with all rights, so that making the namespace is a write, too.
        api.kubectl("create", "serviceaccount", "operator");
        api.kubectl(
                "create",
                "clusterrolebinding",
                "operator",
                "--clusterrole=cluster-admin",
                "--serviceaccount=default:operator");
        kubeconfig = proxy.by(api.kubeconfigOf("default", "operator"));
    }

    @AfterAll
    static void stop() {
        if (proxy != null) {
            proxy.close();
        }
        if (api != null) {
            api.close();
        }
    }

    static Stream<Kill> killsOfAFirstRun() {
        return Kill.each(First.RUN);
    }

    static Stream<Kill> killsOfARenewingRun() {
        return Kill.each(Renewing.RUN);
    }

    @ParameterizedTest
    @MethodSource("killsOfAFirstRun")
    void aFirstRunThatIsKilledIsFinishedByTheNext(Kill kill) throws IOException {
        var kubernetes = new OneCluster();

        kubernetes.isKilled(kill);
        kubernetes.succeeds();

        kubernetes.isSettled();
        assertThat(kubernetes.objects()).isEqualTo(First.RUN.objects());
        kubernetes.hasSeenOneCaAndGossipKeyAnd(1);
    }

    @ParameterizedTest
    @MethodSource("killsOfARenewingRun")
    void aRenewingRunThatIsKilledIsFinishedByTheNext(Kill kill) throws IOException {
        var kubernetes = new OneCluster();
        kubernetes.succeeds();

        kubernetes.isKilled(kill, RENEWING);
        kubernetes.succeeds(RENEWING);

        kubernetes.isSettled(RENEWING);
        assertThat(kubernetes.objects()).isEqualTo(Renewing.RUN.objects());
        kubernetes.hasSeenOneCaAndGossipKeyAnd(2);
    }

    @RepeatedTest(3)
    void ofFiveRunsAtOnceAllSucceedAndAgree() {
        var kubernetes = new OneCluster();

        var first = kubernetes.fiveAtOnce();
        assertThat(kubernetes.objects()).isEqualTo(First.RUN.objects());
        assertThat(linesAbout(first, "secret/"))
                .as("each Secret is created by one run, and kept by the others")
                .allSatisfy((secret, lines) -> assertThat(lines)
                        .hasSize(5)
                        .areExactly(1, word(" created"))
                        .areExactly(4, word(" kept: ")));
        kubernetes.hasSeenOneCaAndGossipKeyAnd(1);

        var renewing = kubernetes.fiveAtOnce(RENEWING);
        assertThat(kubernetes.objects()).isEqualTo(Renewing.RUN.objects());
        assertThat(linesAbout(renewing, "secret/consul-tls").values())
                .singleElement()
                .satisfies(lines -> assertThat(lines)
                        .areExactly(1, word(" changed: names differ"))
                        .areExactly(4, word(" kept: ")));
        kubernetes.hasSeenOneCaAndGossipKeyAnd(2);
        kubernetes.isSettled(RENEWING);
    }

    static Stream<Reading> readingsOfAFirstRun() {
        var kubernetes = new OneCluster();
        kubernetes.hasItsNamespace();
        kubernetes.succeeds();
        return kubernetes.readings().stream();
    }

    /** Whose answer may be older than the next. */
    @ParameterizedTest
    @MethodSource("readingsOfAFirstRun")
    void aFirstRunDuringWhoseReadingAnotherBeginsAndEndsSucceeds(Reading reading) {
        var kubernetes = new OneCluster();
        kubernetes.hasItsNamespace();
        proxy.afterRead(reading.of(kubernetes.namespace), reading.number(), kubernetes::succeeds);

        kubernetes.succeeds();

        kubernetes.isSettled();
        assertThat(kubernetes.objects()).isEqualTo(First.RUN.objects());
        kubernetes.hasSeenOneCaAndGossipKeyAnd(1);
    }

    static IntStream writesOfAFirstRun() {
        return IntStream.rangeClosed(1, First.RUN.writes().size());
    }

    @ParameterizedTest
    @MethodSource("writesOfAFirstRun")
    void aFirstRunIntoWhichAnUninstallComesEndsWhole(int write) {
        var kubernetes = new OneCluster();
        proxy.beforeWrite(write, kubernetes::uninstall);

        kubernetes.succeeds();

        kubernetes.isSettled();
        assertThat(kubernetes.objects()).isEqualTo(First.RUN.objects());
        assertThat(kubernetes.seen("consul-gossip", "gossip-encryption-key")).hasSize(1);
        assertThat(kubernetes.seen("consul-ca", "ca.key")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("writesOfAFirstRun")
    void ofTwoRunsWithOtherSettingsTheOneThatEndsLastHasItsWay(int write) {
        var kubernetes = new OneCluster();
        proxy.beforeWrite(write, () -> kubernetes.succeeds(RENEWING));

        kubernetes.succeeds();

        kubernetes.isSettled();
        kubernetes.mountsWhatIsThere();
        assertThat(kubernetes.seen("consul-gossip", "gossip-encryption-key")).hasSize(1);
        assertThat(kubernetes.seen("consul-ca", "ca.key")).hasSize(1);
    }

    private static Condition<String> word(String word) {
        return new Condition<>(line -> line.contains(word), "with '%s'", word);
    }

    /** What each report says of each object. */
    private static Map<String, List<String>> linesAbout(List<FinishedProcess> runs, String object) {
        var lines = new TreeMap<String, List<String>>();
        runs.stream()
                .flatMap(run -> run.lines().stream())
                .filter(line -> line.startsWith(object))
                .forEach(line -> lines.computeIfAbsent(line.split(" ", 2)[0], none -> new ArrayList<>())
                        .add(line));
        return lines;
    }

    /** Made when the first test asks. */
    private static final class First {
        private static final Undisturbed RUN = undisturbed();

        private static Undisturbed undisturbed() {
            var kubernetes = new OneCluster();
            kubernetes.succeeds();
            return new Undisturbed(kubernetes.writes(), kubernetes.objects());
        }
    }

    private static final class Renewing {
        private static final Undisturbed RUN = undisturbed();

        private static Undisturbed undisturbed() {
            var kubernetes = new OneCluster();
            kubernetes.succeeds();
            var first = kubernetes.writes().size();
            kubernetes.succeeds(RENEWING);
            var all = kubernetes.writes();
            return new Undisturbed(all.subList(first, all.size()), kubernetes.objects());
        }
    }

    /** In a namespace of its own, which the first run makes. */
    private static final class OneCluster {
        private final String namespace = "converges-%03d".formatted(NAMESPACES.incrementAndGet());

        private String[] command(String... args) {
            return Stream.concat(
                            Stream.of("bootstrap", "--no-wait", "--set=lictor.namespace=" + namespace), Stream.of(args))
                    .toArray(String[]::new);
        }

        private FinishedProcess run(String... args) {
            return LictorProcess.run(Map.of("KUBECONFIG", kubeconfig.toString()), command(args));
        }

        FinishedProcess succeeds(String... args) {
            var finished = run(args);
            assertThat(finished.exitCode()).as(finished.words()).isZero();
            return finished;
        }

        void isKilled(Kill kill, String... args) throws IOException {
            var process = new CompletableFuture<Process>();
            proxy.stopAt(
                    kill.number(),
                    kill.moment(),
                    () -> process.join().destroyForcibly().onExit().join());
            try {
                process.complete(LictorProcess.builder(Map.of("KUBECONFIG", kubeconfig.toString()), command(args))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start());
                assertThat(process.join().onExit().join().exitValue()).isEqualTo(KILLED);
            } finally {
                proxy.letPass();
            }
        }

        List<FinishedProcess> fiveAtOnce(String... args) {
            var runs =
                    IntStream.range(0, 5)
                            .mapToObj(run -> CompletableFuture.supplyAsync(() -> run(args)))
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .toList();
            assertThat(runs)
                    .extracting(FinishedProcess::exitCode)
                    .as("%s", runs)
                    .containsOnly(0);
            assertThat(runs.stream().map(OneCluster::reported).distinct())
                    .as("all report on the same objects")
                    .hasSize(1);
            return runs;
        }

        private static List<String> reported(FinishedProcess run) {
            return run.lines().stream().map(line -> line.split(" ", 2)[0]).toList();
        }

        /** In one that is not there nothing is read. */
        void hasItsNamespace() {
            api.kubectl("create", "namespace", namespace);
        }

        void uninstall() {
            var finished = LictorProcess.run(
                    Map.of("KUBECONFIG", kubeconfig.toString()), "uninstall", "--set=lictor.namespace=" + namespace);
            assertThat(finished.exitCode()).as(finished.words()).isZero();
        }

        List<ApiProxy.Write> writes() {
            return proxy.writes(namespace);
        }

        /** Of Secrets and the StatefulSet, on which refusals depend. */
        List<Reading> readings() {
            var counts = new TreeMap<String, Integer>();
            var all = new ArrayList<Reading>();
            proxy.reads().stream()
                    .map(ApiProxy.Read::path)
                    .filter(path -> path.contains("/" + namespace + "/"))
                    .filter(path -> path.contains("/secrets/") || path.contains("/statefulsets/"))
                    .map(path -> path.replace(namespace, "NAMESPACE"))
                    .forEach(path -> all.add(new Reading(path, counts.merge(path, 1, Integer::sum))));
            return all;
        }

        /** The configuration that the servers' pods are to have. */
        void mountsWhatIsThere() {
            var mounted = api.kubectl(
                    "get",
                    "statefulset/consul",
                    "--namespace=" + namespace,
                    "--output=jsonpath={.spec.template.spec.volumes[*].configMap.items[*].key}");
            var configurations = api.kubectl(
                    "get", "configmap/consul-config", "--namespace=" + namespace, "--output=jsonpath={.data}");
            assertThat(mounted).isNotEmpty();
            assertThat(configurations).contains(mounted);
        }

        /** One more run has nothing to do. */
        void isSettled(String... args) {
            var before = writes().size();
            assertThat(succeeds(args).lines())
                    .hasSize(1 + objects().size())
                    .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
            assertThat(writes()).hasSize(before);
        }

        void hasSeenOneCaAndGossipKeyAnd(int certificates) {
            assertThat(seen("consul-ca", "ca.key")).hasSize(1);
            assertThat(seen("consul-gossip", "gossip-encryption-key")).hasSize(1);
            assertThat(seen("consul-tls", "consul-key.key")).hasSize(certificates);
            assertThat(seen("consul-tls", "ca.crt")).isEqualTo(seen("consul-ca", "ca.crt"));
        }

        /** All values that were ever stored. */
        private List<String> seen(String secret, String key) {
            return writes().stream()
                    .flatMap(write -> write.stored(secret, key).stream())
                    .distinct()
                    .toList();
        }

        /** All objects of the cluster, but for what differs from one cluster to the next. */
        Map<String, JsonNode> objects() {
            var json = api.kubectl(
                    "get",
                    "secrets,configmaps,services,serviceaccounts,statefulsets,poddisruptionbudgets",
                    "--namespace=" + namespace,
                    "--selector=app.kubernetes.io/instance=consul",
                    "--output=json");
            var objects = new TreeMap<String, JsonNode>();
            try {
                JSON.readTree(json.replace(namespace, "NAMESPACE"))
                        .path("items")
                        .forEach(item -> objects.put(
                                item.path("kind").asText() + "/"
                                        + item.at("/metadata/name").asText(),
                                lasting(item.deepCopy())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return objects;
        }

        private static JsonNode lasting(ObjectNode object) {
            object.remove("status");
            var metadata = (ObjectNode) object.get("metadata");
            metadata.remove(List.of("uid", "resourceVersion", "creationTimestamp", "generation"));
            if (object.get("spec") instanceof ObjectNode spec
                    && !spec.path("clusterIP").asText().equals("None")) {
                spec.remove(List.of("clusterIP", "clusterIPs"));
            }
            if (object.path("kind").asText().equals("Secret")) {
                var data = (ObjectNode) object.get("data");
                data.fieldNames().forEachRemaining(key -> data.put(key, "secret"));
            }
            return object;
        }
    }
}
