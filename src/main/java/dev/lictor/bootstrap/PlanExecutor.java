package dev.lictor.bootstrap;

import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.bootstrap.keys.SecretKeyReader;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ObservedState;
import dev.lictor.bootstrap.plan.Omission;
import dev.lictor.bootstrap.plan.Plan;
import dev.lictor.bootstrap.plan.Step;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.SpecVersion;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.kubernetes.fabric8.ParallelRequests;
import dev.lictor.manifests.ConfigMapObject;
import dev.lictor.manifests.SecretObject;
import dev.lictor.pki.Ca;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plans and writes the objects of a Consul cluster, whatever the Kubernetes cluster holds already. A run may be killed, repeated and
 * started several times at once: a run that finds a newer version of an object plans again, and all runs use the key material that was
 * stored first.
 */
public final class PlanExecutor {
    /** More conflicts than this mean that another program keeps changing the same objects. */
    private static final int ATTEMPTS = 10;

    private final KubernetesApi kubernetes;
    private final BootstrapRequest request;
    private final ClusterSpec spec;
    private final KeyMaterialFactory keys;
    private final InstantSource clock;
    private final Optional<RunningServers> servers;
    private List<Omission> omissions = List.of();
    private final Map<ObjectKey, WriteOutcome> done = Collections.synchronizedMap(new LinkedHashMap<>());

    /** For a run without a takeover. */
    public PlanExecutor(
            KubernetesApi kubernetes, BootstrapRequest request, KeyMaterialFactory keys, InstantSource clock) {
        this(kubernetes, request, keys, clock, Optional.empty());
    }

    /** @param servers are asked before a takeover is planned */
    public PlanExecutor(
            KubernetesApi kubernetes,
            BootstrapRequest request,
            KeyMaterialFactory keys,
            InstantSource clock,
            Optional<RunningServers> servers) {
        this.kubernetes = kubernetes;
        this.request = request;
        this.spec = request.spec();
        this.keys = keys;
        this.clock = clock;
        this.servers = servers;
    }

    /** Reads the cluster and returns what a run would do now. Writes nothing. */
    public Plan plan() {
        return observe().plan();
    }

    /** As {@link #plan}, with the state that the plan rests on. */
    ObservedPlan observe() {
        return noted(ObservedPlan.of(kubernetes, request, clock.instant(), servers));
    }

    private ObservedPlan noted(ObservedPlan planned) {
        omissions = planned.observed().omissions();
        return planned;
    }

    /** The fields that the API server leaves out of the objects of the last plan. */
    public List<Omission> omissions() {
        return omissions;
    }

    /**
     * Plans, and carries the plan out. A plan with a refusal writes nothing.
     *
     * @return the outcome for each object; beside a refusal, the planned outcome of each object that was not {@link #written} before
     */
    public List<WriteOutcome> run() {
        return run(observe());
    }

    /** As {@link #run()}, beginning with this plan. */
    List<WriteOutcome> run(ObservedPlan first) {
        var planned = first;
        for (int attempt = 1; ; attempt++) {
            var plan = planned.plan();
            if (plan.isRefused()) {
                return plan.outcomes().stream().map(this::writtenOr).toList();
            }
            try (var requests = new ParallelRequests()) {
                // A dry run needs the namespace: create it first, and plan the rest again.
                if (plan.steps().getFirst() instanceof Step.CreateNamespace namespace) {
                    carryOut(List.of(namespace), planned.observed(), requests);
                    planned = noted(ObservedPlan.inNewNamespace(kubernetes, request, clock.instant(), servers));
                    continue;
                }
                carryOut(planned, requests);
                return List.copyOf(done.values());
            } catch (WriteConflictException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
            planned = observe();
        }
    }

    /** What this run has created or changed so far. Safe to call from another thread. */
    public List<WriteOutcome> written() {
        synchronized (done) {
            return done.values().stream().filter(PlanExecutor::isWritten).toList();
        }
    }

    private WriteOutcome writtenOr(WriteOutcome outcome) {
        return Optional.ofNullable(done.get(outcome.object()))
                .filter(PlanExecutor::isWritten)
                .orElse(outcome);
    }

    /**
     * Reads all objects back but the one that was written last. An uninstall, which looks for servers before and after it removes what they
     * use, may have removed some since the plan; and another run a configuration that no pod mounted yet.
     *
     * @throws WriteConflictException if an object or a configuration is gone
     */
    private void demandAll(ObservedPlan planned, ParallelRequests requests) {
        var steps = planned.plan().steps();
        var expected = steps.stream()
                .filter(PlanExecutor::leavesItThere)
                .filter(step -> !step.equals(steps.getLast()) || !isWritten(step.outcome()))
                .map(step -> step.outcome().object())
                .collect(Collectors.toSet());
        var secrets =
                KeyMaterialKind.bySecret(spec).keySet().stream().map(name -> SecretObject.of(spec, name, Map.of()));
        Stream.concat(secrets, planned.observed().previews().keySet().stream())
                .filter(object -> expected.contains(ObjectKey.of(object)))
                .map(object -> requests.send(() -> demand(object)))
                .toList()
                .forEach(Runnable::run);
    }

    private void demand(HasMetadata desired) {
        var found = kubernetes
                .findGeneric(desired)
                .orElseThrow(() -> new WriteConflictException(ObjectKey.of(desired) + " is gone again"));
        if (desired instanceof ConfigMap configuration
                && !ConfigMapObject.data(found)
                        .keySet()
                        .containsAll(configuration.getData().keySet())) {
            throw new WriteConflictException(ObjectKey.of(desired) + " has lost a configuration");
        }
    }

    /** Objects that a takeover changes later may still be missing. */
    private static boolean leavesItThere(Step step) {
        return !(step instanceof Step.DeferAdoption || step instanceof Step.ReplaceServers);
    }

    private void carryOut(ObservedPlan planned, ParallelRequests requests) {
        planned.plan().stages().forEach(stage -> carryOut(stage, planned.observed(), requests));
        if (!written().isEmpty()) {
            demandAll(planned, requests);
        }
    }

    /** Sends the steps of a stage at once, and waits for all of them, also if one fails. */
    private void carryOut(List<Step> stage, ObservedState observed, ParallelRequests requests) {
        var underWay = stage.stream()
                .map(step -> requests.send(() -> carriedOut(step, observed)))
                .toList();
        var failures = new ArrayList<RuntimeException>();
        for (var outcome : underWay) {
            try {
                note(outcome.get());
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw all(failures);
        }
    }

    /** Refused writes are one exception with a line for each cause. A conflict comes first, since it means a new plan. */
    private static RuntimeException all(List<RuntimeException> failures) {
        var refusals = failures.stream()
                .filter(KubernetesApiException.class::isInstance)
                .map(KubernetesApiException.class::cast)
                .toList();
        return failures.stream()
                .filter(failure -> !(failure instanceof KubernetesApiException))
                .findFirst()
                .orElseGet(() -> KubernetesApiException.all(refusals));
    }

    private WriteOutcome carriedOut(Step step, ObservedState observed) {
        switch (step) {
            case Step.CreateNamespace(var namespace) -> kubernetes.create(namespace);
            case Step.CreateSecret(var secret, var sources) ->
                kubernetes.create(SecretObject.of(
                        spec, secret.name(), keys.make(sources, Optional.empty(), () -> storedCa(observed))));
            case Step.ChangeSecret(var live, var sources, var reasons) ->
                kubernetes.replace(SecretObject.changed(
                        live,
                        keys.make(
                                sources,
                                SecretObject.content(live, ConsulConfiguration.CA_FILE),
                                () -> storedCa(observed))));
            case Step.Create(var desired) -> kubernetes.applyNew(desired);
            case Step.Change(var desired, var fields) ->
                asSeen(desired, observed).ifPresent(live -> kubernetes.apply(live, desired));
            case Step.ForceApply(var desired, var preview) ->
                asSeen(desired, observed).ifPresent(live -> kubernetes.forceApply(live, desired));
            case Step.Adopt(var desired, var live, var applied, var fields) -> kubernetes.adopt(live, desired);
            case Step.DeferAdoption defer -> {} // done by Takeover
            case Step.ReplaceServers replace -> {} // done by Takeover
            case Step.ScaleDown scaleDown -> {} // done by ScaleDown
            case Step.Keep keep -> {}
            case Step.NoChange noChange -> {}
            case Step.Refuse refuse -> throw new IllegalStateException("a refused plan is not carried out");
        }
        return step.outcome();
    }

    /**
     * The object as it is now; empty if it does not exist.
     *
     * @throws WriteConflictException if it is not the version that the plan rests on
     */
    private Optional<GenericKubernetesResource> asSeen(HasMetadata desired, ObservedState observed) {
        var live = kubernetes.findGeneric(desired);
        if (!live.map(SpecVersion::of).equals(observed.seen(desired).map(SpecVersion::of))) {
            throw new WriteConflictException(ObjectKey.of(desired) + " has changed meanwhile");
        }
        return live;
    }

    /** A later attempt finds an object unchanged that an earlier attempt of this run created: the outcome stays "created". */
    private void note(WriteOutcome outcome) {
        done.merge(outcome.object(), outcome, (before, now) -> isWritten(before) ? before : now);
    }

    /** Reads the CA back before it signs: of several concurrent runs, only the CA that was stored first may sign, and only if the plan rests on it. */
    private Ca storedCa(ObservedState observed) {
        var like = SecretObject.of(spec, spec.names().caSecret(), Map.of());
        var stored = kubernetes
                .find(like)
                .orElseThrow(() -> new WriteConflictException(ObjectKey.of(like) + " is gone again"));
        var ca = SecretKeyReader.ca((Secret) stored);
        var seen = Optional.ofNullable(observed.secrets().get(like.getMetadata().getName()));
        if (seen.map(SecretKeyReader::ca)
                .filter(other -> !other.certificate().equals(ca.certificate()))
                .isPresent()) {
            throw new WriteConflictException(ObjectKey.of(like) + " holds another CA by now");
        }
        return ca;
    }

    private static boolean isWritten(WriteOutcome outcome) {
        return outcome instanceof WriteOutcome.Created || outcome instanceof WriteOutcome.Changed;
    }
}
