package dev.lictor.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.PlanExecutor;
import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.kubernetes.KubernetesDiscovery;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.Permission;
import dev.lictor.kubernetes.RbacRule;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.Specs;
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
    private static final class Restless extends FakeKubernetesApi {
        private boolean isLooked;

        @Override
        public Optional<GenericKubernetesResource> findGeneric(HasMetadata like) {
            var found = super.findGeneric(like);
            if (!isLooked && like.getKind().equals(ResourceKind.STATEFUL_SET.singular())) {
                isLooked = true;
                runElsewhere();
            }
            return found;
        }

        private void runElsewhere() {
            var spec = Specs.usual();
            new PlanExecutor(
                            this,
                            BootstrapRequest.of(spec),
                            new KeyMaterialFactory(spec, new SecureRandom(), () -> NOW),
                            () -> NOW)
                    .run();
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

    private record Quiet() implements KubernetesDiscovery {
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
        public List<RbacRule> rbacRules(String namespace) {
            return List.of();
        }

        @Override
        public boolean isAllowed(Permission right) {
            return true;
        }

        @Override
        public boolean serves(ResourceKind kind) {
            return true;
        }
    }

    @Test
    void claimsOfAConcurrentRunAreNotLeftBehind() {
        var kubernetes = new Restless();
        var request = BootstrapRequest.of(Specs.with(Map.of()));
        kubernetes.create(NamespaceObject.of(request.spec()));

        assertThat(new Preflight(kubernetes, new Quiet(), request, () -> NOW).findings())
                .extracting(Finding::inWords)
                .noneMatch(line -> line.contains("an earlier cluster has left"));
    }
}
