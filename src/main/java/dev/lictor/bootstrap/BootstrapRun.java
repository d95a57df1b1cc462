package dev.lictor.bootstrap;

import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.Plan;
import dev.lictor.bootstrap.plan.Step;
import dev.lictor.bootstrap.rollout.ConfigurationCheck;
import dev.lictor.bootstrap.rollout.ConfigurationVerdict;
import dev.lictor.bootstrap.rollout.Rollout;
import dev.lictor.bootstrap.scaledown.ScaleDown;
import dev.lictor.bootstrap.takeover.Takeover;
import dev.lictor.kubernetes.EventRecorder;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.kubernetes.WriteOutcome;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The stages of a run in their order: preflight, check of the configuration, plan, write, takeover, scale-down, rollout, verification. */
public final class BootstrapRun {
    private final BootstrapRequest request;
    private final RunOptions options;
    private final BootstrapTarget target;
    private final RunChecks checks;
    private final RunObserver observer;
    private final InstantSource clock;
    private final KubernetesApi kubernetes;
    private final PlanExecutor executor;
    private final ScaleDown scaleDown;
    private final RunEvents events;

    public BootstrapRun(
            BootstrapRequest request,
            RunOptions options,
            BootstrapTarget target,
            KeyMaterialFactory keys,
            RunChecks checks,
            RunObserver observer,
            InstantSource clock) {
        this.request = request;
        this.options = options;
        this.target = target;
        this.checks = checks;
        this.observer = observer;
        this.clock = clock;
        this.kubernetes = target.kubernetes();
        this.executor = new PlanExecutor(kubernetes, request, keys, clock, Optional.of(target.servers()));
        this.scaleDown = new ScaleDown(kubernetes, request, clock);
        this.events =
                new RunEvents(kubernetes, request.spec(), new EventRecorder(kubernetes, clock, options.instance()));
    }

    /**
     * Runs the stages until one stops the run or the last one is done.
     *
     * @throws KubernetesApiException if the API refuses a request or does not answer
     * @throws WriteConflictException if other writers keep changing the same objects
     */
    public BootstrapResult run() throws InterruptedException {
        if (!checks.passesPreflight()) {
            return new BootstrapResult.PreflightRefused();
        }
        if (options.mode() == RunOptions.Mode.PREFLIGHT) {
            return new BootstrapResult.PreflightPassed();
        }
        var verifier = options.mode() == RunOptions.Mode.FULL
                ? Optional.of(checks.prepareVerification())
                : Optional.<RunChecks.Verifier>empty();
        observer.started(executor::written);
        return options.mode() == RunOptions.Mode.DRY_RUN ? plan() : write(verifier);
    }

    private BootstrapResult plan() {
        var plan = executor.plan();
        report(plan.outcomes(), false);
        if (plan.isRefused()) {
            return new BootstrapResult.PlanRefused();
        }
        var outdated = Rollout.outdated(kubernetes, request.spec());
        if (!outdated.isEmpty()) {
            observer.outdated(outdated);
        }
        return new BootstrapResult.Planned();
    }

    private BootstrapResult write(Optional<RunChecks.Verifier> verifier) throws InterruptedException {
        var planned = executor.observe();
        if (isConfigurationCheckDue(planned.plan())) {
            var refusal = configurationRefusal();
            if (refusal.isPresent()) {
                return refusal.get();
            }
            planned = executor.observe(); // The check may have taken its time.
        }
        if (isScaleDown(planned.plan())) {
            var impossible = scaleDownNotPossible();
            if (impossible.isPresent()) {
                return new BootstrapResult.ScaleDownNotPossible(impossible.get());
            }
            planned = executor.observe(); // The servers may have taken their time.
        }
        var outcomes = executor.run(planned);
        var isRefused = outcomes.stream().anyMatch(WriteOutcome.Refused.class::isInstance);
        report(outcomes, !isRefused);
        events.record(outcomes);
        return isRefused ? new BootstrapResult.PlanRefused() : changeServers(outcomes, verifier);
    }

    private BootstrapResult changeServers(List<WriteOutcome> outcomes, Optional<RunChecks.Verifier> verifier)
            throws InterruptedException {
        var takeoverObstacle = takeover();
        if (takeoverObstacle.isPresent()) {
            return new BootstrapResult.TakeoverStopped(takeoverObstacle.get());
        }
        var scaleDownObstacle = scaleDown(outcomes);
        if (scaleDownObstacle.isPresent()) {
            return new BootstrapResult.ScaleDownStopped(scaleDownObstacle.get());
        }
        if (options.mode() == RunOptions.Mode.NO_WAIT) {
            if (Rollout.isAskedFor(outcomes)) {
                observer.rolloutSkipped();
            }
            return new BootstrapResult.Written();
        }
        var status = new Rollout(kubernetes, request, target.raftPeers(), clock)
                .await(options.timeout(), observer::progress);
        observer.rollout(status);
        if (!status.isComplete()) {
            return new BootstrapResult.RolloutStopped(status);
        }
        return verifier.isPresent() ? verify(verifier.get()) : new BootstrapResult.Ready();
    }

    private BootstrapResult verify(RunChecks.Verifier verifier) throws InterruptedException {
        var failed = verifier.run(options.timeout(), observer::progress);
        var loss = dataLoss();
        loss.ifPresent(observer::dataLost);
        if (failed.isPresent()) {
            return new BootstrapResult.NotVerified(failed.get());
        }
        return loss.isPresent() ? new BootstrapResult.DataLost() : new BootstrapResult.Verified();
    }

    private void report(List<WriteOutcome> outcomes, boolean carriedOut) {
        observer.outcomes(outcomes, carriedOut);
        var omissions = executor.omissions();
        if (!omissions.isEmpty()) {
            observer.omissions(omissions);
        }
    }

    /** Runs before the first write, so that no server reads a configuration that Consul refuses. */
    private Optional<BootstrapResult> configurationRefusal() throws InterruptedException {
        var verdict =
                new ConfigurationCheck(kubernetes, request.spec(), clock).await(options.timeout(), observer::progress);
        return switch (verdict) {
            case ConfigurationVerdict.Accepted() -> Optional.empty();
            case ConfigurationVerdict.Refused(var words) ->
                Optional.of(new BootstrapResult.ConfigurationRefused(words));
            case ConfigurationVerdict.NoAnswer(var why) ->
                Optional.of(new BootstrapResult.ConfigurationNotChecked(why));
        };
    }

    /** Whether this run or a later one replaces servers that read keys which Lictor does not know. A plan with a refusal changes nothing. */
    private boolean isConfigurationCheckDue(Plan plan) {
        return request.spec().extras().hasConsulKeys()
                && !plan.isRefused()
                && (plan.outcomes().stream().anyMatch(BootstrapRun::writesStatefulSet)
                        || !Rollout.outdated(kubernetes, request.spec()).isEmpty());
    }

    private static boolean writesStatefulSet(WriteOutcome outcome) {
        return (outcome instanceof WriteOutcome.Created || outcome instanceof WriteOutcome.Changed)
                && ResourceKind.STATEFUL_SET.singular().equals(outcome.object().kind());
    }

    /** Runs before the first write: if surplus servers cannot be removed, a run would write only half of its plan. */
    private Optional<String> scaleDownNotPossible() throws InterruptedException {
        try (var peers = target.raftPeers().get()) {
            return scaleDown.awaitFirst(peers, options.timeout(), observer::progress);
        }
    }

    private static boolean isScaleDown(Plan plan) {
        return !plan.isRefused() && plan.steps().stream().anyMatch(Step.ScaleDown.class::isInstance);
    }

    private Optional<String> takeover() throws InterruptedException {
        return request.takeover() == AdoptionPolicy.ADOPT
                ? new Takeover(kubernetes, request.spec(), target.servers(), clock)
                        .await(options.timeout(), observer::progress)
                : Optional.empty();
    }

    private Optional<String> scaleDown(List<WriteOutcome> outcomes) throws InterruptedException {
        if (!scaleDown.isDue(outcomes)) {
            return Optional.empty();
        }
        try (var peers = target.raftPeers().get()) {
            return scaleDown.await(peers, options.timeout(), observer::progress);
        }
    }

    /** @return what the servers have lost since an earlier run; empty if they do not report their Raft state */
    private Optional<String> dataLoss() {
        try (var peers = target.raftPeers().get()) {
            return peers.progress().flatMap(new DataRecord(kubernetes, request.spec())::compare);
        }
    }
}
