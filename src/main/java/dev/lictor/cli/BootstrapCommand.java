package dev.lictor.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.lictor.bootstrap.Bootstrap;
import dev.lictor.bootstrap.DataRecord;
import dev.lictor.bootstrap.EventRecorder;
import dev.lictor.bootstrap.Report;
import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.bootstrap.rollout.Rollout;
import dev.lictor.bootstrap.rollout.RolloutStatus;
import dev.lictor.bootstrap.scaledown.ScaleDown;
import dev.lictor.bootstrap.takeover.Takeover;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.kubernetes.fabric8.Fabric8Discovery;
import dev.lictor.kubernetes.fabric8.Fabric8KubernetesApi;
import dev.lictor.kubernetes.fabric8.PodCommand;
import dev.lictor.kubernetes.fabric8.PodConnectors;
import dev.lictor.manifests.Labels;
import dev.lictor.operations.ConsulRaftPeers;
import dev.lictor.operations.HttpRunningServers;
import dev.lictor.preflight.Finding;
import dev.lictor.preflight.Preflight;
import dev.lictor.time.MonotonicClock;
import dev.lictor.verify.CheckResult;
import dev.lictor.verify.VerifyDeadlines;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
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
                "Makes a Kubernetes cluster hold a secure Consul cluster, from whatever it holds; run it as often as you like.")
public final class BootstrapCommand implements Callable<Integer> {
    /** To look at files in a pod takes less than a second. */
    private static final Duration COMMAND = Duration.ofSeconds(15);

    private final Instance<KubernetesClient> client;
    private final Instance<Vertx> vertx;

    @Mixin
    SettingsOptions settingsOptions = new SettingsOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    KeyFileOptions keyFiles = new KeyFileOptions();

    @Option(
            names = "--adopt",
            description =
                    "Take over objects that have the right names but not this cluster's labels: Secrets with the key material that they hold, a StatefulSet by replacing its servers one after another.")
    boolean adopt;

    @Option(
            names = "--force-conflicts",
            description = "Take fields that somebody else manages, where they differ; the report says which and whose.")
    boolean forceConflicts;

    @Option(names = "--dry-run", description = "Say what would be done, and write nothing.")
    boolean dryRun;

    @Option(
            names = "--preflight",
            description = "Only say what would stand in the way; every run looks for that first.")
    boolean preflight;

    @Option(
            names = "--no-wait",
            description =
                    "Do not wait for the servers to be ready, but for those that replace others' or leave; pods that run keep their revision.")
    boolean noWait;

    @Option(
            names = "--no-verify",
            description = "Do not prove that the servers are as they should be; lictor verify does it.")
    boolean noVerify;

    @Mixin
    TokenOptions tokens = new TokenOptions();

    @Spec
    CommandSpec command = CommandSpec.create();

    @Inject
    BootstrapCommand(Instance<KubernetesClient> client, Instance<Vertx> vertx) {
        this.client = client;
        this.vertx = vertx;
    }

    @Override
    public Integer call() throws InterruptedException {
        var token = tokens.read();
        var own = keyFiles.read();
        var reading = settingsOptions.read().with(own.problems());
        var spec = reading.specification(Version.release());
        var clock = new MonotonicClock();
        var cluster = Fabric8KubernetesApi.connect(client.get());
        var request = new BootstrapRequest(
                spec,
                own.keys(),
                adopt ? AdoptionPolicy.ADOPT : AdoptionPolicy.REFUSE,
                forceConflicts ? ConflictPolicy.TAKE : ConflictPolicy.YIELD);
        var findings = new Preflight(cluster, new Fabric8Discovery(client.get()), request, clock).findings();
        tell(findings);
        var hopeless = findings.stream().anyMatch(Finding.Refusal.class::isInstance);
        if (hopeless || preflight) {
            output.document(command.commandLine(), JsonReport.preflight(findings));
            return (hopeless ? ExitCode.KUBERNETES : ExitCode.DONE).number();
        }
        var verification = dryRun || noWait || noVerify
                ? Optional.<Verification>empty()
                : Optional.of(Verification.of(client.get(), cluster, spec, vertx.get(), token));
        var patience = reading.settings().rolloutTimeout();
        var others = othersServers(cluster, spec, token);
        var bootstrap = new Bootstrap(
                cluster, request, new KeyMaterialFactory(spec, new SecureRandom(), clock), clock, Optional.of(others));

        try (others;
                var report = new RunReport(output, command.commandLine(), bootstrap::written)) {
            return run(bootstrap, report, request, cluster, others, verification, token, patience);
        }
    }

    private int run(
            Bootstrap bootstrap,
            RunReport report,
            BootstrapRequest request,
            KubernetesApi cluster,
            HttpRunningServers others,
            Optional<Verification> verification,
            Optional<String> token,
            Duration patience)
            throws InterruptedException {
        var spec = request.spec();
        var clock = new MonotonicClock();
        if (!dryRun) {
            demandServersCanLeave(bootstrap, cluster, request, token, patience);
        }
        var outcomes = dryRun ? bootstrap.plan().outcomes() : bootstrap.run();
        var refused = outcomes.stream().anyMatch(WriteOutcome.Refused.class::isInstance);
        var written = !dryRun && !refused;
        report.tell(outcomes, written);
        var omissions = bootstrap.omissions();
        if (!omissions.isEmpty()) {
            omissions.forEach(omission -> complain(omission.inWords()));
            report.add("omitted", JsonReport.omissions(omissions));
        }
        if (dryRun && !refused) {
            var outdated = Rollout.outdated(cluster, spec);
            if (!outdated.isEmpty()) {
                say(Report.outdated(outdated) + " (nothing written)");
                report.add("outdated", JsonReport.names(outdated));
            }
        }
        if (!dryRun) {
            var instance = System.getenv().getOrDefault("HOSTNAME", "lictor");
            new EventRecorder(cluster, spec, clock, instance).tell(outcomes);
        }
        var obstacle = written && adopt
                ? new Takeover(cluster, spec, others, clock).await(patience, this::say)
                : Optional.<String>empty();
        if (obstacle.isPresent()) {
            throw stuck(obstacle.get(), patience);
        }
        var delay = written ? withdraw(cluster, request, outcomes, token, clock, patience) : Optional.<String>empty();
        if (delay.isPresent()) {
            throw held(delay.get(), patience);
        }
        if (written && noWait && Rollout.isAskedFor(outcomes)) {
            complain(
                    "pods that run keep their revision; lictor bootstrap without --no-wait replaces them, one at a time");
        }
        if (!written || noWait) {
            return (refused ? ExitCode.KUBERNETES : ExitCode.DONE).number();
        }
        var status = new Rollout(cluster, request, () -> peers(cluster, spec, token), clock).await(patience, this::say);
        report.add("rollout", JsonReport.rollout(status));
        if (!status.isComplete()) {
            throw late(spec, status, patience);
        }
        var proofs = verification.isPresent()
                ? verification.get().run(VerifyDeadlines.afterRollout(patience), this::say)
                : List.<CheckResult>of();
        verification.ifPresent(_ -> report.add("proofs", JsonReport.proofs(proofs, spec)));
        var loss = verification.isPresent() ? loss(cluster, spec, token) : Optional.<String>empty();
        loss.ifPresent(words -> {
            say(words);
            report.add("dataLost", TextNode.valueOf(words));
        });
        Verification.demandAll(proofs);
        if (loss.isPresent()) {
            throw new CommandFailure(
                    ExitCode.NOT_PROVEN, "the servers serve, and may do so without the data that they had");
        }
        return ExitCode.DONE.number();
    }

    /** Before anything is written: a run that could not have one leave would leave half of what was asked for. */
    private void demandServersCanLeave(
            Bootstrap bootstrap,
            KubernetesApi cluster,
            BootstrapRequest request,
            Optional<String> token,
            Duration patience)
            throws InterruptedException {
        var withdrawal = new ScaleDown(cluster, request, new MonotonicClock());
        if (!isDue(withdrawal) || bootstrap.plan().isRefused()) {
            return;
        }
        try (var peers = peers(cluster, request.spec(), token)) {
            var obstacle = withdrawal.awaitFirst(peers, patience, this::say);
            if (obstacle.isPresent()) {
                throw new CommandFailure(
                        ExitCode.NOT_READY,
                        "servers that are too many cannot leave, for within %d s (lictor.rollout-timeout) this did not change: %s\nnothing was written; run again when that is mended, or with the number of servers that there are"
                                .formatted(patience.toSeconds(), obstacle.get()));
            }
        }
    }

    private static boolean isDue(ScaleDown withdrawal) {
        try {
            return withdrawal.isDue();
        } catch (KubernetesApiException e) {
            return false; // the plan says so, with all else that cannot be read
        }
    }

    /** @return what keeps servers that are too many from leaving; nothing if there are none */
    private Optional<String> withdraw(
            KubernetesApi cluster,
            BootstrapRequest request,
            List<WriteOutcome> outcomes,
            Optional<String> token,
            InstantSource clock,
            Duration patience)
            throws InterruptedException {
        var withdrawal = new ScaleDown(cluster, request, clock);
        if (!withdrawal.isDue(outcomes)) {
            return Optional.empty();
        }
        try (var peers = peers(cluster, request.spec(), token)) {
            return withdrawal.await(peers, patience, this::say);
        }
    }

    /** By their names alone, for others' labels are not ours. */
    private HttpRunningServers othersServers(KubernetesApi cluster, ClusterSpec spec, Optional<String> token) {
        return HttpRunningServers.of(
                cluster,
                spec,
                () -> PodConnectors.of(
                        client.get(), cluster, System.getenv(), spec.names().namespace(), Map.of()),
                vertx::get,
                token,
                PodCommand.by(client.get(), COMMAND),
                new Fabric8Discovery(client.get())::volume);
    }

    /** @return what the servers have lost since an earlier run; nothing if they do not tell what they have */
    private Optional<String> loss(KubernetesApi cluster, ClusterSpec spec, Optional<String> token) {
        try (var peers = peers(cluster, spec, token)) {
            return peers.progress().flatMap(new DataRecord(cluster, spec)::compare);
        }
    }

    private ConsulRaftPeers peers(KubernetesApi cluster, ClusterSpec spec, Optional<String> token) {
        var reach = PodConnectors.of(
                client.get(), cluster, System.getenv(), spec.names().namespace(), Labels.selector(spec));
        return ConsulRaftPeers.of(cluster, spec, reach, vertx.get(), token);
    }

    /** As this command's answer if it was asked for that alone, and else as complaints beside its report. */
    private void tell(List<Finding> findings) {
        if (preflight) {
            findings.forEach(finding -> say(finding.inWords()));
            if (adopt) {
                say("preflight does not look at the servers that --adopt takes over: --adopt --dry-run does");
            } else if (findings.isEmpty()) {
                say("nothing stands in the way");
            }
        } else {
            findings.forEach(finding -> complain(finding.inWords()));
        }
    }

    private void complain(String line) {
        var err = command.commandLine().getErr();
        err.println("lictor: " + line);
        err.flush();
    }

    private void say(String line) {
        output.lines(command.commandLine()).accept(line);
    }

    private static CommandFailure stuck(String why, Duration patience) {
        return new CommandFailure(
                ExitCode.NOT_READY,
                "the takeover of the servers has stopped, for within %d s (lictor.rollout-timeout) this did not change: %s\nthose that are up stay up; run again with --adopt to go on"
                        .formatted(patience.toSeconds(), why));
    }

    private static CommandFailure held(String why, Duration patience) {
        return new CommandFailure(
                ExitCode.NOT_READY,
                "servers that are too many have not all left, for within %d s (lictor.rollout-timeout) this did not change: %s\nthose that are up stay up; run again to go on, or with the number of servers that there are to keep them"
                        .formatted(patience.toSeconds(), why));
    }

    private static CommandFailure late(ClusterSpec spec, RolloutStatus status, Duration patience) {
        return new CommandFailure(
                ExitCode.NOT_READY,
                "only %d of %d servers are ready and of the wanted revision, and for %d s (lictor.rollout-timeout) this did not change\n%s\nthose that are up stay up, and the next run goes on; look closer: kubectl -n %s get pods"
                        .formatted(
                                status.ready(),
                                status.wanted(),
                                patience.toSeconds(),
                                String.join("\n", status.hindrances()),
                                spec.names().namespace()));
    }
}
