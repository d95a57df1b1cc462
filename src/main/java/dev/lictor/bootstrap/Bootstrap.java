package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.SecretObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Outcome;
import dev.lictor.kube.Requests;
import dev.lictor.pki.Authority;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the Kubernetes cluster hold what was asked for, from whatever it holds. Runs may be killed, repeated and started several at
 * once: who finds that somebody else wrote meanwhile looks again, and key material that was stored first is everybody's.
 */
public final class Bootstrap {
    /** More than this many writers at once are a fault of somebody's. */
    private static final int ATTEMPTS = 10;

    private final Cluster cluster;
    private final Request request;
    private final ClusterSpec spec;
    private final KeyMaker keys;
    private final InstantSource clock;
    private final Optional<RunningServers> servers;

    /** That replaces no servers of others, and so asks none. */
    public Bootstrap(Cluster cluster, Request request, KeyMaker keys, InstantSource clock) {
        this(cluster, request, keys, clock, Optional.empty());
    }

    /** @param servers that are asked before others' are replaced */
    public Bootstrap(
            Cluster cluster, Request request, KeyMaker keys, InstantSource clock, Optional<RunningServers> servers) {
        this.cluster = cluster;
        this.request = request;
        this.spec = request.spec();
        this.keys = keys;
        this.clock = clock;
        this.servers = servers;
    }

    /** What a run would do now. */
    public Plan plan() {
        var inventory = Inventory.read(cluster, request);
        var asked = isTakeover(inventory)
                ? servers.map(running -> inventory.with(TakeoverSurvey.of(spec, running, inventory.predecessors())))
                        .orElse(inventory)
                : inventory;
        return Planner.plan(request, asked, clock.instant());
    }

    private boolean isTakeover(Inventory inventory) {
        return request.takeover() == Takeover.ADOPT && new AdoptionPlanner(spec, inventory).isSuccessionDue();
    }

    /** Does it. A plan with a refusal writes nothing. */
    public List<Outcome> run() {
        var done = new LinkedHashMap<ObjectKey, Outcome>();
        for (int attempt = 1; ; attempt++) {
            var plan = plan();
            if (plan.isRefused()) {
                return plan.outcomes();
            }
            try (var requests = new Requests()) {
                plan.stages().forEach(stage -> carryOut(stage, requests, done));
                return List.copyOf(done.values());
            } catch (Cluster.Superseded e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Waits for all of a stage, whatever becomes of one of them. */
    private void carryOut(List<Step> stage, Requests requests, Map<ObjectKey, Outcome> done) {
        var underWay = stage.stream()
                .map(step -> requests.send(() -> carriedOut(step)))
                .toList();
        var failures = new ArrayList<RuntimeException>();
        for (var outcome : underWay) {
            try {
                note(outcome.get(), done);
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private Outcome carriedOut(Step step) {
        switch (step) {
            case Step.MakeNamespace(var namespace) -> cluster.create(namespace);
            case Step.MakeSecret(var secret, var parts) ->
                cluster.create(SecretObject.of(
                        spec, secret.name(), keys.make(parts, Optional.empty(), this::storedAuthority)));
            case Step.ChangeSecret(var live, var parts, var reasons) ->
                cluster.replace(SecretObject.changed(
                        live,
                        keys.make(
                                parts,
                                SecretObject.content(live, ConsulConfiguration.CA_FILE),
                                this::storedAuthority)));
            case Step.Make(var desired) -> cluster.apply(desired);
            case Step.Change(var desired, var fields) -> cluster.apply(desired);
            case Step.Overrule(var desired, var preview) -> cluster.applyByForce(desired);
            case Step.Adopt(var desired, var live, var applied, var fields) -> cluster.adopt(live, desired);
            case Step.AdoptLater later -> {} // by Succession, as what follows
            case Step.Succeed succeed -> {}
            case Step.Withdraw withdraw -> {} // by Withdrawal
            case Step.Keep keep -> {}
            case Step.Leave leave -> {}
            case Step.Refuse refuse -> throw new IllegalStateException("a refused plan is not carried out");
        }
        return step.outcome();
    }

    /** What this run made in an earlier attempt it finds there in a later one. */
    private static void note(Outcome outcome, Map<ObjectKey, Outcome> done) {
        done.merge(outcome.object(), outcome, (before, now) -> isWritten(before) ? before : now);
    }

    /** Read back, so that of several runs at once only the CA that was stored first ever signs. */
    private Authority storedAuthority() {
        var like = SecretObject.of(spec, spec.names().authoritySecret(), Map.of());
        var stored =
                cluster.find(like).orElseThrow(() -> new Cluster.Superseded(ObjectKey.of(like) + " is gone again"));
        return StoredKeys.authority((Secret) stored);
    }

    private static boolean isWritten(Outcome outcome) {
        return outcome instanceof Outcome.Created || outcome instanceof Outcome.Changed;
    }
}
