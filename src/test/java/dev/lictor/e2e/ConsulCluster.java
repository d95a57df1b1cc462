package dev.lictor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;

/** A Consul cluster that Lictor's Job creates, observed from outside Kubernetes. */
final class ConsulCluster implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final String NAME = "lictor-bootstrap";
    private static final String JOB = "job/" + NAME;
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Kubernetes kubernetes;
    private final Manifests manifests;
    private final ConsulDeployment shape;

    ConsulCluster(Kubernetes kubernetes, Manifests manifests, ConsulDeployment shape) {
        this.kubernetes = kubernetes;
        this.manifests = manifests;
        this.shape = shape;
    }

    Kubernetes kubernetes() {
        return kubernetes;
    }

    Manifests manifests() {
        return manifests;
    }

    ConsulDeployment shape() {
        return shape;
    }

    // ---- the Job

    /** Applies the manifests as they are now, runs their CronJob once, and waits for the end of the Job. Returns the lines of its log. */
    List<String> bootstrap() {
        start();
        return awaitJob();
    }

    void start() {
        kubectl("delete", JOB, "--ignore-not-found");
        kubernetes.kubectl("apply", "--kustomize", manifests.folder().toString());
        kubectl("create", "job", NAME, "--from=cronjob/" + NAME);
    }

    List<String> awaitJob() {
        await().atMost(Duration.ofMinutes(6))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    var ended =
                            kubectl("get", JOB, "--output=jsonpath={.status.succeeded} {.status.conditions[*].type}");
                    assertThat(ended).as("%s%n%s", ended, description()).doesNotContain("Failed");
                    return ended.startsWith("1 ");
                });
        return kubectl("logs", JOB).lines().toList();
    }

    /** Deletes the cluster without waiting for the end. */
    @Override
    public void close() {
        kubernetes.kubectl("delete", "namespace", shape.namespace(), "--wait=false");
    }

    // ---- pods

    List<String> pods(int servers) {
        return IntStream.range(0, servers).mapToObj(this::pod).toList();
    }

    List<String> pods() {
        return pods(3);
    }

    String pod(int ordinal) {
        return shape.statefulSet() + "-" + ordinal;
    }

    /** All other pods. */
    List<String> others(String pod) {
        return pods().stream().filter(other -> !other.equals(pod)).toList();
    }

    String kubectl(String... args) {
        var all = new ArrayList<>(List.of("--namespace=" + shape.namespace()));
        all.addAll(List.of(args));
        return kubernetes.kubectl(all);
    }

    /** Evicts the pod, as a node drain does. */
    ProbeReply evict(String pod) {
        return kubernetes.post(
                "/api/v1/namespaces/%s/pods/%s/eviction".formatted(shape.namespace(), pod),
                "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"}}"
                        .formatted(pod, shape.namespace()),
                Duration.ofSeconds(10));
    }

    String address(String pod) {
        return kubectl("get", "pod", pod, "--output=jsonpath={.status.podIP}");
    }

    /** By name: identity, restarts of Consul and of the sidecar, and whether Kubernetes calls it ready. */
    Map<String, PodState> podStates() {
        var found = new TreeMap<String, PodState>();
        kubernetes
                .get(
                        "/api/v1/namespaces/%s/pods?labelSelector=%s".formatted(shape.namespace(), shape.selector()),
                        ANSWER)
                .json()
                .path("items")
                .forEach(pod -> found.put(pod.at("/metadata/name").asText(), PodState.of(pod)));
        return found;
    }

    PodState podState(String pod) {
        return podStates().getOrDefault(pod, PodState.ABSENT);
    }

    /** Servers whose pod was replaced since then, or is missing. */
    Set<String> replacedSince(Map<String, PodState> before) {
        var now = podStates();
        return pods().stream()
                .filter(pod -> !before.getOrDefault(pod, PodState.ABSENT)
                        .uid()
                        .equals(now.getOrDefault(pod, PodState.ABSENT).uid()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // ---- answers of servers and sidecars

    ProbeReply readiness(String pod) {
        return kubernetes.get(proxy("pods/" + pod + ":8080") + "/q/health/ready", ANSWER);
    }

    String metrics(String pod) {
        return kubernetes
                .get(proxy("pods/" + pod + ":8080") + "/q/metrics", ANSWER)
                .body();
    }

    ProbeReply consul(String pod, String path) {
        return consul(pod, path, ANSWER);
    }

    ProbeReply consul(String pod, String path, Duration timeout) {
        return kubernetes.get(proxy("pods/" + shape.scheme() + ":" + pod + ":" + shape.port()) + path, timeout);
    }

    /** The path of a Consul server behind the clients' Service. */
    String clientProxy() {
        return proxy("services/" + shape.scheme() + ":" + shape.clientService() + ":" + shape.port());
    }

    /** Raft's configuration as this server has it; empty if it does not answer. */
    List<RaftMember> members(String pod) {
        return members(pod, ANSWER);
    }

    List<RaftMember> members(String pod, Duration timeout) {
        var servers = consul(pod, "/v1/operator/raft/configuration?stale", timeout)
                .json()
                .path("Servers");
        return StreamSupport.stream(servers.spliterator(), false)
                .map(server -> new RaftMember(
                        server.path("Node").asText(),
                        server.path("Address").asText(),
                        server.path("Leader").asBoolean(),
                        server.path("Voter").asBoolean()))
                .toList();
    }

    Optional<String> leader(String pod) {
        return members(pod).stream()
                .filter(RaftMember::leader)
                .map(RaftMember::node)
                .findFirst();
    }

    String leader() {
        return pods().stream()
                .map(this::leader)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no leader\n" + description()));
    }

    /** Raft's term as this server has it; 0 if it does not answer. */
    long term(String pod) {
        JsonNode raft = consul(pod, "/v1/agent/self").json().path("Stats").path("raft");
        return raft.path("term").asLong();
    }

    // ---- waiting

    /** Waits until all servers are ready, vote, and name one leader. */
    void awaitSettled() {
        awaitSettled(3);
    }

    void awaitSettled(int servers) {
        within(TIMEOUT, "settled", () -> isSettled(servers));
    }

    boolean isSettled(int servers) {
        var states = podStates();
        if (states.size() != servers || !states.values().stream().allMatch(PodState::ready)) {
            return false;
        }
        return pods(servers).stream()
                        .map(this::members)
                        .map(members -> members.stream()
                                .filter(RaftMember::voter)
                                .map(RaftMember::node)
                                .sorted()
                                .toList())
                        .allMatch(pods(servers)::equals)
                && pods(servers).stream().map(this::leader).distinct().count() == 1;
    }

    /** Fails with the state of the cluster, which the condition does not contain. */
    void within(Duration timeout, String what, Callable<Boolean> condition) {
        try {
            await(what).atMost(timeout).pollInterval(Duration.ofMillis(200)).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + description(), e);
        }
    }

    /** The state of the cluster, for the message of a failure. */
    String description() {
        var words = new StringBuilder();
        for (var args : List.of(
                List.of("get", "pods", "--output=wide"),
                List.of("get", "events", "--sort-by=.lastTimestamp"),
                List.of("logs", JOB, "--tail=20"))) {
            var all = new ArrayList<>(List.of("--namespace=" + shape.namespace()));
            all.addAll(args);
            words.append(kubernetes.tryKubectl(all).words()).append('\n');
        }
        pods().forEach(pod -> words.append(pod)
                .append(": ")
                .append(readiness(pod).body().replaceAll("\\s+", " "))
                .append(' ')
                .append(members(pod))
                .append('\n'));
        return words.toString();
    }

    private String proxy(String what) {
        return "/api/v1/namespaces/%s/%s/proxy".formatted(shape.namespace(), what);
    }
}
