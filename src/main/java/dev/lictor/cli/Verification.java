package dev.lictor.cli;

import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.ClusterFailure;
import dev.lictor.kube.Reach;
import dev.lictor.kube.Reaches;
import dev.lictor.proof.ClusterKeys;
import dev.lictor.proof.Patience;
import dev.lictor.proof.Proof;
import dev.lictor.proof.Proofs;
import dev.lictor.proof.Verdict;
import dev.lictor.sidecar.MonotonicClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Proves a running cluster, for whichever command wants to know. */
final class Verification {
    private final Cluster cluster;
    private final ClusterSpec spec;
    private final Reach reach;
    private final Vertx vertx;
    private final Optional<String> token;

    private Verification(Cluster cluster, ClusterSpec spec, Reach reach, Vertx vertx, Optional<String> token) {
        this.cluster = cluster;
        this.spec = spec;
        this.reach = reach;
        this.vertx = vertx;
        this.token = token;
    }

    /** @throws ClusterFailure if servers cannot be reached by whoever asks, which is better known before than after */
    static Verification of(
            KubernetesClient client, Cluster cluster, ClusterSpec spec, Vertx vertx, Optional<String> token) {
        var reach = Reaches.of(client, cluster, System.getenv(), spec.names().namespace(), Labels.selector(spec));
        return new Verification(cluster, spec, reach, vertx, token);
    }

    List<Proof> run(Patience patience, Consumer<String> progress) throws InterruptedException {
        try (reach) {
            var keys = ClusterKeys.read(cluster, spec);
            return new Proofs(spec, keys, reach, vertx, new MonotonicClock(), new SecureRandom())
                    .run(patience, token, progress);
        }
    }

    /** What is not proven, by name, at the end of all lines. @throws CommandFailure unless everything is proven */
    static void demandAll(List<Proof> proofs) {
        var open = new ArrayList<String>();
        failed(proofs, Verdict.NotProven.class, "failed").ifPresent(open::add);
        failed(proofs, Verdict.CouldNotTell.class, "could not tell").ifPresent(open::add);
        if (!open.isEmpty()) {
            throw new CommandFailure(ExitCode.NOT_PROVEN, String.join("; ", open));
        }
    }

    private static Optional<String> failed(List<Proof> proofs, Class<? extends Verdict> verdict, String word) {
        var such = proofs.stream()
                .filter(proof -> verdict.isInstance(proof.verdict()))
                .map(proof -> proof.claim().id())
                .toList();
        return such.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "%d of %d proofs %s: %s".formatted(such.size(), proofs.size(), word, String.join(", ", such)));
    }
}
