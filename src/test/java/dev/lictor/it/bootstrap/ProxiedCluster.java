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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A cluster in a namespace of its own behind the proxy, and what its runs have written. */
record ProxiedCluster(ApiServer api, ApiProxy proxy, Path kubeconfig, String namespace) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KILLED = 137;

    /** The end of a run at one of its writes. */
    record Kill(int number, Moment moment, String write) {
        static Stream<Kill> each(ProxiedApi.Undisturbed run) {
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
                IntStream.range(0, 5).mapToObj(run -> CompletableFuture.supplyAsync(() -> run(args))).toList().stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(runs).extracting(FinishedProcess::exitCode).as("%s", runs).containsOnly(0);
        assertThat(runs.stream().map(ProxiedCluster::reported).distinct())
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
        var configurations =
                api.kubectl("get", "configmap/consul-config", "--namespace=" + namespace, "--output=jsonpath={.data}");
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
    List<String> seen(String secret, String key) {
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
