package dev.lictor.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.Bootstrap;
import dev.lictor.bootstrap.KeyMaker;
import dev.lictor.bootstrap.MemoryCluster;
import dev.lictor.bootstrap.Request;
import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.bootstrap.objects.NamespaceObject;
import dev.lictor.cluster.Specs;
import dev.lictor.kube.Grant;
import dev.lictor.kube.Kind;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Right;
import dev.lictor.kube.Surroundings;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is asked, and in which order, for another run may write meanwhile. */
class PreflightTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** Another run makes its servers as soon as somebody has seen that there are none. */
    private static final class Restless extends MemoryCluster {
        private boolean isLooked;

        @Override
        public Optional<GenericKubernetesResource> findAsTree(HasMetadata like) {
            var found = super.findAsTree(like);
            if (!isLooked && like.getKind().equals(Kind.STATEFUL_SET.singular())) {
                isLooked = true;
                runElsewhere();
            }
            return found;
        }

        private void runElsewhere() {
            var spec = Specs.usual();
            new Bootstrap(this, Request.of(spec), new KeyMaker(spec, new SecureRandom(), () -> NOW), () -> NOW).run();
            var claim = new PersistentVolumeClaimBuilder()
                    .withNewMetadata()
                    .withName("data-consul-0")
                    .withNamespace("consul")
                    .withLabels(Labels.lasting(spec))
                    .endMetadata()
                    .build();
            objects.put(ObjectKey.of(claim), claim);
        }
    }

    private record Quiet() implements Surroundings {
        @Override
        public String version() {
            return "v1.37.2";
        }

        @Override
        public List<NodeState> nodes(Set<String> labels) {
            return List.of();
        }

        @Override
        public List<StorageClassState> storageClasses() {
            return List.of(new StorageClassState("standard", true));
        }

        @Override
        public List<String> classesOfFreeVolumes() {
            return List.of();
        }

        @Override
        public List<Grant> grants(String namespace) {
            return List.of();
        }

        @Override
        public boolean isAllowed(Right right) {
            return true;
        }

        @Override
        public boolean serves(Kind kind) {
            return true;
        }
    }

    @Test
    void claimsOfServersThatWereMadeAMomentAgoAreNotLeftBehind() {
        var cluster = new Restless();
        var request = Request.of(Specs.with(Map.of()));
        cluster.create(NamespaceObject.of(request.spec()));

        assertThat(new Preflight(cluster, new Quiet(), request, () -> NOW).findings())
                .extracting(Finding::inWords)
                .noneMatch(line -> line.contains("an earlier cluster has left"));
    }
}
