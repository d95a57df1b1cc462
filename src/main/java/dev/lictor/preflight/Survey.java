package dev.lictor.preflight;

import dev.lictor.bootstrap.objects.NamespaceObject;
import dev.lictor.bootstrap.objects.SecretObject;
import dev.lictor.bootstrap.objects.StatefulSetObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.Cluster;
import dev.lictor.kube.Surroundings;
import dev.lictor.kube.Surroundings.NodeState;
import dev.lictor.kube.Surroundings.StorageClassState;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the {@link Facts}, at once where it can, and only those on which something depends: a cluster that has all its servers
 * already needs neither nodes nor storage, and a run that renews its certificates must not fail for lack of them.
 */
final class Survey {
    private final Cluster cluster;
    private final Surroundings surroundings;
    private final ClusterSpec spec;
    private final InstantSource clock;

    Survey(Cluster cluster, Surroundings surroundings, ClusterSpec spec, InstantSource clock) {
        this.cluster = cluster;
        this.surroundings = surroundings;
        this.spec = spec;
        this.clock = clock;
    }

    /** @throws dev.lictor.kube.ClusterFailure if the API does not answer, or does not know who asks */
    Facts facts() {
        // Alone, so that of an API that does not answer is told once.
        var namespace = Questions.answered(() -> cluster.find(NamespaceObject.of(spec)));
        var namespaceExists = !namespace.is(Optional.empty());
        try (var questions = new Questions()) {
            var kubernetes = questions.ask(surroundings::version);
            var grants = questions.ask(() -> surroundings.grants(spec.names().namespace()));
            var found =
                    questions.ask(() -> cluster.find(StatefulSetObject.of(spec)).map(StatefulSet.class::cast));

            var servers = found.get();
            var grows = servers instanceof Fact.Known(var running)
                    && running.map(live -> live.getSpec().getReplicas()).orElse(0) < spec.servers();
            var begins = servers.is(Optional.empty());
            Supplier<Fact<List<NodeState>>> nodes = grows ? questions.ask(surroundings::nodes) : Fact.Unasked::new;
            Supplier<Fact<List<StorageClassState>>> storage =
                    grows ? questions.ask(surroundings::storageClasses) : Fact.Unasked::new;
            Supplier<Fact<List<String>>> claims = begins ? claims(questions) : Fact.Unasked::new;
            var missing = new RightsReview(cluster, surroundings, spec, clock)
                    .missing(questions, namespaceExists, grants.get());

            var left = claims.get();
            Fact<Boolean> gossipKey = left instanceof Fact.Known(var names) && !names.isEmpty()
                    ? Questions.answered(() -> cluster.find(
                                    SecretObject.of(spec, spec.names().gossipSecret(), Map.of()))
                            .isPresent())
                    : new Fact.Unasked<>();
            var classes = storage.get();
            Fact<List<String>> byHand = classes instanceof Fact.Known(var known) && !StorageRules.isServed(spec, known)
                    ? Questions.answered(surroundings::classesOfFreeVolumes)
                    : new Fact.Unasked<>();
            return new Facts(kubernetes.get(), servers, nodes.get(), classes, byHand, left, gossipKey, missing);
        }
    }

    private Supplier<Fact<List<String>>> claims(Questions questions) {
        var stem = StatefulSetObject.of(spec)
                .getSpec()
                .getVolumeClaimTemplates()
                .getFirst()
                .getMetadata()
                .getName();
        var names = spec.names().servers(spec.servers()).stream()
                .map(server -> stem + "-" + server)
                .toList();
        return questions.askOfEach(names, this::ifThere);
    }

    private Optional<String> ifThere(String claim) {
        var like = new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(claim)
                .withNamespace(spec.names().namespace())
                .endMetadata()
                .build();
        return cluster.find(like).map(found -> claim);
    }
}
