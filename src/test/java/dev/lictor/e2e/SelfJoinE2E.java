package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.servers.LictorProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server can find only itself when it starts: in its pod its own name is always known by /etc/hosts, the names of its peers
 * only when their Service exists and cluster DNS knows it.
 */
@ExtendWith(SharedCluster.class)
class SelfJoinE2E {
    private static final List<String> SERVERS = List.of("consul-0", "consul-1", "consul-2");
    private final TestCluster place;

    SelfJoinE2E(TestCluster place) {
        this.place = place;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.22.7", "1.7.2"})
    void withItsOwnNameInTheListEachServerIsIsolated(String version) {
        var namespace = "isolated-" + version.replace('.', '-');
        start(namespace, version, "consul-0 consul-1 consul-2");
        publish(namespace);

        // The names of the peers are known for as long as several retries take, and Consul does not try again.
        await().during(Duration.ofSeconds(30))
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> SERVERS.stream().allMatch(server -> members(namespace, server) == 1));
        assertThat(SERVERS).allMatch(server -> leader(namespace, server).equals("\"\""));

        place.kubernetes().kubectl("delete", "namespace", namespace, "--wait=false");
        Figures.of("self-join trap, Consul " + version + ", own name in the list")
                .count("servers joined after 30 s", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.22.7", "1.7.2"})
    void withoutItsOwnNameTheyFindEachOther(String version) {
        var namespace = "joined-" + version.replace('.', '-');
        start(namespace, version, "$(echo consul-0 consul-1 consul-2 | sed s/$HOSTNAME//)");
        var stopwatch = new Stopwatch();
        publish(namespace);

        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> SERVERS.stream()
                        .allMatch(server -> members(namespace, server) == 3
                                && leader(namespace, server).contains(":8300")));

        Figures.of("self-join trap, Consul " + version + ", own name left out")
                .time("Service made to one leader known to all", stopwatch.elapsed());
        place.kubernetes().kubectl("delete", "namespace", namespace, "--wait=false");
    }

    /** The same with Lictor's objects: the Services are created last. */
    @ParameterizedTest
    @ValueSource(strings = {"1.22.7", "1.7.2"})
    void serversOfLictorFindEachOther(String version, @TempDir Path directory) {
        var namespace = "cured-" + version.replace('.', '-');
        var manifests = Manifests.copy("", place.image("lictor"), namespace);
        manifests.set(Map.of(
                "lictor.image",
                place.image("lictor"),
                "lictor.consul-version",
                version,
                "lictor.consul-image",
                place.image(version),
                "lictor.addressing",
                "pod"));
        var rendered = LictorProcess.run(
                Map.of(), "render", "--config=" + manifests.settings(), "--with-secrets", "--output-dir=" + directory);
        assertThat(rendered.exitCode()).as(rendered.words()).isZero();
        try (var cluster = new ConsulCluster(place.kubernetes(), manifests, ConsulDeployment.byDefault(namespace))) {
            apply(directory, file -> !file.startsWith("service-"));
            cluster.within(
                    ConsulCluster.TIMEOUT,
                    "each server alone",
                    () -> cluster.pods().stream()
                            .allMatch(pod -> cluster.consul(pod, "/v1/agent/members")
                                            .json()
                                            .size()
                                    == 1));
            var stopwatch = new Stopwatch();
            apply(directory, file -> file.startsWith("service-"));
            cluster.awaitSettled();
            Figures.of("self-join trap, Consul " + version + ", servers of Lictor")
                    .time("Services made to three ready voters", stopwatch.elapsed());
        }
    }

    private void apply(Path directory, Predicate<String> which) {
        try (var files = Files.list(directory)) {
            var args = new ArrayList<>(List.of("apply", "--server-side"));
            files.filter(file -> {
                        var name = file.getFileName().toString();
                        return !name.equals("kustomization.yaml") && which.test(name);
                    })
                    // Create the namespace first.
                    .sorted(Comparator.comparing((Path file) ->
                                    !file.getFileName().toString().startsWith("namespace-"))
                            .thenComparing(Comparator.naturalOrder()))
                    .forEach(file -> args.add("--filename=" + file));
            place.kubernetes().kubectl(args);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Three servers as the tutorial starts them, but before their Service is there. */
    private void start(String namespace, String version, String names) {
        place.kubernetes().apply("""
            apiVersion: v1
            kind: Namespace
            metadata: {name: NAMESPACE}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: consul, namespace: NAMESPACE}
            spec:
              replicas: 3
              podManagementPolicy: Parallel
              serviceName: consul
              selector: {matchLabels: {app: consul}}
              template:
                metadata: {labels: {app: consul}}
                spec:
                  terminationGracePeriodSeconds: 0
                  enableServiceLinks: false
                  containers:
                  - name: consul
                    image: IMAGE
                    imagePullPolicy: IfNotPresent
                    env:
                    - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                    command: [/bin/sh, -c]
                    args:
                    - |
                      join=
                      for name in NAMES; do join="$join -retry-join=$name.consul.NAMESPACE.svc.cluster.local"; done
                      exec consul agent -server -advertise=$POD_IP -bind=0.0.0.0 -client=0.0.0.0 -bootstrap-expect=3 \
                        -data-dir=/tmp/data -datacenter=lan -disable-host-node-id -retry-interval=2s $join
            """.replace("NAMESPACE", namespace)
                .replace("IMAGE", place.image(version))
                .replace("NAMES", names));
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> SERVERS.stream().allMatch(server -> members(namespace, server) == 1));
    }

    private void publish(String namespace) {
        place.kubernetes().apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: consul, namespace: NAMESPACE}
            spec:
              clusterIP: None
              publishNotReadyAddresses: true
              selector: {app: consul}
              ports: [{name: http, port: 8500}]
            """.replace("NAMESPACE", namespace));
    }

    /** Members that this server knows; 0 if it does not answer. */
    private int members(String namespace, String server) {
        return ask(namespace, server, "/v1/agent/members").json().size();
    }

    private String leader(String namespace, String server) {
        return ask(namespace, server, "/v1/status/leader").body().strip();
    }

    private ProbeReply ask(String namespace, String server, String path) {
        return place.kubernetes()
                .get(
                        "/api/v1/namespaces/%s/pods/%s:8500/proxy%s".formatted(namespace, server, path),
                        Duration.ofSeconds(2));
    }
}
