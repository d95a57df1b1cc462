package dev.lictor.cli;

import dev.lictor.bootstrap.BootstrapResult;
import dev.lictor.bootstrap.BootstrapRun;
import dev.lictor.bootstrap.BootstrapTarget;
import dev.lictor.bootstrap.RunChecks;
import dev.lictor.bootstrap.RunOptions;
import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.bootstrap.rollout.RolloutStatus;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.fabric8.Fabric8Discovery;
import dev.lictor.kubernetes.fabric8.Fabric8KubernetesApi;
import dev.lictor.kubernetes.fabric8.PodCommand;
import dev.lictor.kubernetes.fabric8.PodConnectors;
import dev.lictor.manifests.Labels;
import dev.lictor.operations.ConsulRaftPeers;
import dev.lictor.operations.DataFolderInspector;
import dev.lictor.operations.HttpRunningServers;
import dev.lictor.preflight.Finding;
import dev.lictor.preflight.Preflight;
import dev.lictor.time.MonotonicClock;
import dev.lictor.verify.VerifyDeadlines;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "bootstrap",
        mixinStandardHelpOptions = true,
        description =
                "Creates or updates a secure Consul cluster on Kubernetes. Can be run again at any time: it changes"
                        + " only what must change.")
public final class BootstrapCommand implements Callable<Integer>, InputProblems.Judged {
    /** To look at files in a pod takes less than a second. */
    private static final Duration COMMAND = Duration.ofSeconds(15);

    private final KubernetesConnection client;
    private final Instance<Vertx> vertx;

    @Mixin
    SettingsOptions settingsOptions = new SettingsOptions();

    @Mixin
    KubernetesOptions kubernetesOptions = new KubernetesOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    KeyFileOptions keyFiles = new KeyFileOptions();

    @Option(
            names = "--adopt",
            description =
                    "Take over objects that have the right names but not this cluster's labels. Secrets keep their key"
                            + " material; the servers of a StatefulSet are replaced one at a time.")
    boolean adopt;

    @Option(
            names = "--force-conflicts",
            description =
                    "Take fields that other field managers own, where their values differ. The report names the fields"
                            + " and their managers.")
    boolean forceConflicts;

    @Option(names = "--dry-run", description = "Print what a run would change, and write nothing.")
    boolean dryRun;

    @Option(names = "--preflight", description = "Only check what would make a run fail. Every run does this first.")
    boolean preflight;

    @Option(
            names = "--no-wait",
            description =
                    "Do not wait until the servers are ready, and do not replace running pods. A takeover and surplus"
                            + " servers are still waited for.")
    boolean noWait;

    @Option(
            names = "--no-verify",
            description = "Do not check the running servers at the end; lictor verify does the same checks.")
    boolean noVerify;

    @Mixin
    TokenOptions tokens = new TokenOptions();

    @Spec
    CommandSpec command = CommandSpec.create();

    @Inject
    BootstrapCommand(KubernetesConnection client, Instance<Vertx> vertx) {
        this.client = client;
        this.vertx = vertx;
    }

    @Override
    public Integer call() throws InterruptedException {
        var input = input();
        var spec = input.spec();
        var token = input.token();
        var timeout = input.timeout();
        var clock = new MonotonicClock();
        client.open(kubernetesOptions, command.commandLine().getErr());
        var kubernetes = Fabric8KubernetesApi.connect(client.get());
        var request = new BootstrapRequest(
                spec,
                input.keys(),
                adopt ? AdoptionPolicy.ADOPT : AdoptionPolicy.REFUSE,
                forceConflicts ? ConflictPolicy.TAKE : ConflictPolicy.YIELD);
        var findings = new Preflight(kubernetes, new Fabric8Discovery(client.get()), request, clock);
        BootstrapResult result;
        try (var servers = runningServers(kubernetes, spec, token);
                var report = new RunReport(output, command.commandLine())) {
            result = new BootstrapRun(
                            request,
                            new RunOptions(mode(), timeout, System.getenv().getOrDefault("HOSTNAME", "lictor")),
                            new BootstrapTarget(kubernetes, servers, () -> raftPeers(kubernetes, spec, token)),
                            new KeyMaterialFactory(spec, new SecureRandom(), clock),
                            new Checks(findings, kubernetes, spec, token, report),
                            report,
                            clock)
                    .run();
        }
        return exitCode(result, spec, timeout).number();
    }

    private record Input(ClusterSpec spec, Duration timeout, SuppliedKeys keys, Optional<String> token) {}

    private Input input() {
        var problems = new InputProblems();
        var token = problems.read(tokens::read);
        var own = keyFiles.read();
        var reading = settingsOptions.read().with(own.problems());
        var spec = problems.read(() -> reading.specification(Version.release()));
        problems.raise();
        return new Input(spec.orElseThrow(), reading.settings().rolloutTimeout(), own.keys(), token.orElseThrow());
    }

    @Override
    public void judgeInput() {
        input();
    }

    private RunOptions.Mode mode() {
        if (preflight) {
            return RunOptions.Mode.PREFLIGHT;
        }
        if (dryRun) {
            return RunOptions.Mode.DRY_RUN;
        }
        if (noWait) {
            return RunOptions.Mode.NO_WAIT;
        }
        return noVerify ? RunOptions.Mode.NO_VERIFY : RunOptions.Mode.FULL;
    }

    /** Runs preflight and the verification, and reports what they find. */
    private final class Checks implements RunChecks {
        private final Preflight findings;
        private final KubernetesApi kubernetes;
        private final ClusterSpec spec;
        private final Optional<String> token;
        private final RunReport report;

        Checks(
                Preflight findings,
                KubernetesApi kubernetes,
                ClusterSpec spec,
                Optional<String> token,
                RunReport report) {
            this.findings = findings;
            this.kubernetes = kubernetes;
            this.spec = spec;
            this.token = token;
            this.report = report;
        }

        @Override
        public boolean passesPreflight() {
            var found = findings.findings();
            var isRefused = found.stream().anyMatch(Finding.Refusal.class::isInstance);
            print(found, report);
            if (isRefused || preflight) {
                output.document(command.commandLine(), JsonReport.preflight(found));
            }
            return !isRefused;
        }

        @Override
        public Verifier prepareVerification() {
            var verification = Verification.of(client.get(), kubernetes, spec, vertx.get(), token);
            return (timeout, progress) -> {
                var checks = verification.run(VerifyDeadlines.afterRollout(timeout), progress);
                report.checks(JsonReport.checks(checks, spec));
                return Verification.failed(checks);
            };
        }
    }

    /** With --preflight the findings are the output of this command; in any other run they are warnings beside its report. */
    private void print(List<Finding> findings, RunReport report) {
        if (!preflight) {
            findings.forEach(finding -> report.warn(finding.inWords()));
            return;
        }
        findings.forEach(finding -> report.progress(finding.inWords()));
        if (adopt) {
            report.progress("preflight does not look at the servers that --adopt takes over: --adopt --dry-run does");
        } else if (findings.isEmpty()) {
            report.progress("nothing stands in the way");
        }
    }

    /** The servers of others do not have our labels, so they are found by their names. */
    private HttpRunningServers runningServers(KubernetesApi kubernetes, ClusterSpec spec, Optional<String> token) {
        return HttpRunningServers.of(
                kubernetes,
                spec,
                () -> PodConnectors.of(
                        client.get(), kubernetes, System.getenv(), spec.names().namespace(), Map.of()),
                vertx::get,
                token,
                new DataFolderInspector(
                        PodCommand.by(client.get(), COMMAND), new Fabric8Discovery(client.get())::volume));
    }

    private ConsulRaftPeers raftPeers(KubernetesApi kubernetes, ClusterSpec spec, Optional<String> token) {
        var connector = PodConnectors.of(
                client.get(), kubernetes, System.getenv(), spec.names().namespace(), Labels.selector(spec));
        return ConsulRaftPeers.of(kubernetes, spec, connector, vertx.get(), token);
    }

    /** @throws CommandFailure if there is more to say than the report has said */
    static ExitCode exitCode(BootstrapResult result, ClusterSpec spec, Duration timeout) {
        return switch (result) {
            case BootstrapResult.PreflightPassed() -> ExitCode.DONE;
            case BootstrapResult.PreflightRefused() -> ExitCode.KUBERNETES;
            case BootstrapResult.PlanRefused() -> ExitCode.KUBERNETES;
            case BootstrapResult.Planned() -> ExitCode.DONE;
            case BootstrapResult.ScaleDownNotPossible(var why) -> throw scaleDownNotPossible(why, timeout);
            case BootstrapResult.ConfigurationRefused(var words) ->
                throw new CommandFailure(
                        ExitCode.CONSUL,
                        "Consul %s refuses lictor.extra.consul: %s\nno server was replaced, and nothing was written; correct lictor.extra.consul and run again"
                                .formatted(spec.version(), words));
            case BootstrapResult.ConfigurationNotChecked(var why) ->
                throw new CommandFailure(
                        ExitCode.NOT_READY,
                        "it is not known whether Consul %s accepts lictor.extra.consul: %s\nno server was replaced, and nothing was written; run again when that is mended"
                                .formatted(spec.version(), why));
            case BootstrapResult.TakeoverStopped(var why) -> throw takeoverStopped(why, timeout);
            case BootstrapResult.ScaleDownStopped(var why) -> throw scaleDownStopped(why, timeout);
            case BootstrapResult.Written() -> ExitCode.DONE;
            case BootstrapResult.RolloutStopped(var status) -> throw rolloutStopped(spec, status, timeout);
            case BootstrapResult.Ready() -> ExitCode.DONE;
            case BootstrapResult.NotVerified(var failed) -> throw new CommandFailure(ExitCode.CHECK_FAILED, failed);
            case BootstrapResult.DataLost() ->
                throw new CommandFailure(ExitCode.CHECK_FAILED, "the servers answer, but may have lost their data");
            case BootstrapResult.Verified() -> ExitCode.DONE;
        };
    }

    private static CommandFailure scaleDownNotPossible(String why, Duration timeout) {
        return new CommandFailure(
                ExitCode.NOT_READY,
                "surplus servers cannot be removed: within %d s (lictor.rollout-timeout) this did not change: %s\nnothing was written; fix it and run again, or run again with the present number of servers"
                        .formatted(timeout.toSeconds(), why));
    }

    private static CommandFailure takeoverStopped(String why, Duration timeout) {
        return new CommandFailure(
                ExitCode.NOT_READY,
                "the takeover of the servers has stopped: within %d s (lictor.rollout-timeout) this did not change: %s\nrunning servers keep running; run again with --adopt to continue"
                        .formatted(timeout.toSeconds(), why));
    }

    private static CommandFailure scaleDownStopped(String why, Duration timeout) {
        return new CommandFailure(
                ExitCode.NOT_READY,
                "not all surplus servers are removed: within %d s (lictor.rollout-timeout) this did not change: %s\nrunning servers keep running; run again to continue, or run again with the present number of servers to keep them"
                        .formatted(timeout.toSeconds(), why));
    }

    private static CommandFailure rolloutStopped(ClusterSpec spec, RolloutStatus status, Duration timeout) {
        return new CommandFailure(
                ExitCode.NOT_READY,
                "only %d of %d servers are ready and of the wanted revision, and for %d s (lictor.rollout-timeout) this did not change\n%s\nrunning servers keep running, and the next run continues; for details: kubectl -n %s get pods"
                        .formatted(
                                status.ready(),
                                status.wanted(),
                                timeout.toSeconds(),
                                String.join("\n", status.hindrances()),
                                spec.names().namespace()));
    }
}
