package dev.lictor.cli;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.PodConnector;
import dev.lictor.kubernetes.fabric8.PodConnectors;
import dev.lictor.manifests.Labels;
import dev.lictor.time.MonotonicClock;
import dev.lictor.verify.CheckResult;
import dev.lictor.verify.CheckVerdict;
import dev.lictor.verify.ClusterKeys;
import dev.lictor.verify.ClusterVerifier;
import dev.lictor.verify.VerifyDeadlines;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the checks of {@code verify} on a running cluster, for {@code verify} and {@code bootstrap}. */
final class Verification {
    private final KubernetesApi kubernetes;
    private final ClusterSpec spec;
    private final PodConnector reach;
    private final Vertx vertx;
    private final Optional<String> token;

    private Verification(
            KubernetesApi kubernetes, ClusterSpec spec, PodConnector reach, Vertx vertx, Optional<String> token) {
        this.kubernetes = kubernetes;
        this.spec = spec;
        this.reach = reach;
        this.vertx = vertx;
        this.token = token;
    }

    /** @throws KubernetesApiException if this user cannot reach the servers' ports. Callers find out before they write anything. */
    static Verification of(
            KubernetesClient client, KubernetesApi kubernetes, ClusterSpec spec, Vertx vertx, Optional<String> token) {
        var reach = PodConnectors.of(
                client, kubernetes, System.getenv(), spec.names().namespace(), Labels.selector(spec));
        return new Verification(kubernetes, spec, reach, vertx, token);
    }

    List<CheckResult> run(VerifyDeadlines deadlines, Consumer<String> progress) throws InterruptedException {
        try (reach) {
            var keys = ClusterKeys.read(kubernetes, spec);
            return new ClusterVerifier(spec, keys, reach, vertx, new MonotonicClock(), new SecureRandom())
                    .run(deadlines, token, progress);
        }
    }

    /** @return how many checks failed or are unknown, and their names; empty if all passed */
    static Optional<String> failed(List<CheckResult> checks) {
        var open = new ArrayList<String>();
        failed(checks, CheckVerdict.Failed.class, "failed").ifPresent(open::add);
        failed(checks, CheckVerdict.Unknown.class, "unknown").ifPresent(open::add);
        return open.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", open));
    }

    private static Optional<String> failed(
            List<CheckResult> checks, Class<? extends CheckVerdict> verdict, String word) {
        var such = checks.stream()
                .filter(check -> verdict.isInstance(check.verdict()))
                .map(check -> check.check().id())
                .toList();
        return such.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "%d of %d checks %s: %s".formatted(such.size(), checks.size(), word, String.join(", ", such)));
    }
}
