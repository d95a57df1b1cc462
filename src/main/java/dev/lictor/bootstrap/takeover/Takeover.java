package dev.lictor.bootstrap.takeover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.bootstrap.RunningServers;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.bootstrap.plan.ObservedState;
import dev.lictor.bootstrap.rollout.PodReadiness;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.network.Addressing;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.ObjectVersion;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.text.ChangedLines;
import dev.lictor.time.Deadline;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replaces the servers of another StatefulSet by ours, one at a time. A later run continues where an earlier one stopped. */
public final class Takeover {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesApi kubernetes;
    private final ClusterSpec spec;
    private final RunningServers running;
    private final InstantSource clock;

    /** @param running is asked before each server is replaced */
    public Takeover(KubernetesApi kubernetes, ClusterSpec spec, RunningServers running, InstantSource clock) {
        this.kubernetes = kubernetes;
        this.spec = spec;
        this.running = running;
        this.clock = clock;
    }

    /**
     * Executes steps until none is left, or one takes too long.
     *
     * @param timeout the limit of each step
     * @param progress receives a line for each step
     * @return what the wait ended on; empty if all is done
     */
    public Optional<String> await(Duration timeout, Consumer<String> progress) throws InterruptedException {
        var deadline = Deadline.after(timeout, clock);
        var lines = new ChangedLines(progress);
        while (true) {
            var step = next();
            var line = words(step);
            lines.accept(line);
            if (step instanceof TakeoverStep.Done) {
                return Optional.empty();
            }
            var taken = isTaken(step);
            if (taken) {
                deadline.restart();
            }
            if (!deadline.sleep(PAUSE) && !taken) {
                return Optional.of(line);
            }
        }
    }

    /** Servers are asked only before a step that cannot be undone: requests take time, and load the servers. */
    private TakeoverStep next() {
        var state = state();
        var step = state.next();
        var asked = step.takes() ? state.with(running.raft(state.pods())).next() : step;
        return asked instanceof TakeoverStep.MakeRoom(var pod)
                ? TakeoverSurvey.data(spec, running, pod)
                        .<TakeoverStep>map(TakeoverStep.Wait::new)
                        .orElse(asked)
                : asked;
    }

    private boolean isTaken(TakeoverStep step) {
        try {
            switch (step) {
                case TakeoverStep.Release(var servers) -> release(servers);
                case TakeoverStep.Extend(int first, int count) ->
                    ConflictPolicy.YIELD.apply(kubernetes, spec, servers(first, count));
                case TakeoverStep.MakeRoom(var pod) -> kubernetes.deletePod(pod);
                case TakeoverStep.OpenToClients open -> openToClients();
                case TakeoverStep.Wait wait -> {
                    return false;
                }
                case TakeoverStep.Done done -> {
                    return false;
                }
            }
            return true;
        } catch (WriteConflictException e) {
            return false; // read again: the status of a pod may change at any time
        }
    }

    private TakeoverState state() {
        var pods = kubernetes.pods(spec.names().namespace(), spec.names().servers(spec.servers()));
        var voting = pods.stream()
                .filter(pod -> Labels.areOfOurServers(pod.getMetadata(), spec) && PodReadiness.isReady(pod))
                .map(pod -> pod.getMetadata().getName())
                .filter(this::isAmongItsPeers)
                .collect(Collectors.toUnmodifiableSet());
        return new TakeoverState(
                spec,
                kubernetes.find(StatefulSetObject.named(spec)).map(StatefulSet.class::cast),
                pods,
                voting,
                clients()
                        .flatMap(kubernetes::find)
                        .map(live -> Labels.areOurs(live, spec))
                        .orElse(true),
                Optional.empty());
    }

    /** A ready server votes. A surplus peer belongs to a server that is gone, and still counts for the quorum. */
    private boolean isAmongItsPeers(String server) {
        return kubernetes
                .proxyGet(spec.names().namespace(), server, spec.observing().port(), "/q/health/ready")
                .map(Takeover::peers)
                .filter(peers -> peers == spec.servers())
                .isPresent();
    }

    private static int peers(String health) {
        try {
            return Optional.ofNullable(JSON.readTree(health).findValue("peers"))
                    .map(JsonNode::asInt)
                    .orElse(0);
        } catch (JsonProcessingException e) {
            return 0;
        }
    }

    /** Adds the endpoints first, so that new servers find the old ones by name. */
    private void release(StatefulSet servers) {
        introduceServers();
        kubernetes.deleteOrphaning(ObjectVersion.of(ResourceKind.STATEFUL_SET, servers));
    }

    private void introduceServers() {
        ObservedState.predecessors(kubernetes, spec).stream()
                .filter(pod -> pod.getStatus().getPodIP() != null)
                .forEach(pod -> services(pod).forEach(service -> kubernetes.addEndpoint(service, pod)));
    }

    /** The Services by which our servers find this one. */
    private Stream<Service> services(Pod pod) {
        var name = spec.addressing() == Addressing.POD
                ? spec.names().joinService()
                : pod.getMetadata().getName();
        return desiredServices()
                .filter(service -> service.getMetadata().getName().equals(name));
    }

    private Optional<Service> clients() {
        return desiredServices()
                .filter(service ->
                        service.getMetadata().getName().equals(spec.names().clientService()))
                .findFirst();
    }

    private Stream<Service> desiredServices() {
        return DesiredObjects.of(spec).stream()
                .filter(Service.class::isInstance)
                .map(Service.class::cast);
    }

    private void openToClients() {
        var desired = clients().orElseThrow();
        kubernetes.find(desired).ifPresent(live -> kubernetes.adopt(live, desired));
    }

    private StatefulSet servers(int first, int count) {
        var all = StatefulSetObject.of(spec);
        return count == spec.servers()
                ? all
                : new StatefulSetBuilder(all)
                        .editSpec()
                        .withReplicas(count)
                        .withNewOrdinals(first)
                        .endSpec()
                        .build();
    }

    private String words(TakeoverStep step) {
        return switch (step) {
            case TakeoverStep.Wait(var why) -> why;
            case TakeoverStep.Release(var servers) ->
                "deleting statefulset/%s without its pods, which keep running"
                        .formatted(servers.getMetadata().getName());
            case TakeoverStep.Extend(int first, int count) ->
                "starting this cluster's servers: ordinals %d to %d".formatted(first, first + count - 1);
            case TakeoverStep.MakeRoom(var pod) ->
                "replacing pod/%s".formatted(pod.getMetadata().getName());
            case TakeoverStep.OpenToClients open ->
                "taking over service/%s, so that clients reach this cluster's servers"
                        .formatted(spec.names().clientService());
            case TakeoverStep.Done done -> "";
        };
    }
}
