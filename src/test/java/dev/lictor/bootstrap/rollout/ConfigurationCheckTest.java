package dev.lictor.bootstrap.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.manifests.ConfigurationCheckPod;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.ServerPods;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pod that asks Consul whether it accepts the configuration, from its creation to its end. */
class ConfigurationCheckTest {
    private static final ClusterSpec SPEC = Specs.with(Map.of("lictor.extra.consul", "{\"log_level\": \"WARN\"}"));
    private static final ClusterSpec OTHER = Specs.with(Map.of("lictor.extra.consul", "{\"log_level\": \"INFO\"}"));
    private static final Pod SERVER = new ServerPods("consul-0").pod();

    private final Kubelet cluster = new Kubelet();
    private final List<String> told = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    /** Runs the pod, which ends at the second look at it. */
    private static final class Kubelet extends FakeKubernetesApi {
        private final List<String> done = new ArrayList<>();
        private ContainerStatus answer = ended(0, "");
        private boolean isEverScheduled = true;
        private boolean anotherRunCreatesIt;
        private int looks;

        @Override
        public void apply(HasMetadata desired) {
            var pod = (Pod) desired;
            pods.add(new PodBuilder(pod).withNewStatus().endStatus().build());
            if (anotherRunCreatesIt) {
                anotherRunCreatesIt = false;
                throw new WriteConflictException("it exists");
            }
            done.add("creates " + pod.getMetadata().getName());
        }

        @Override
        public List<Pod> pods(String namespace, List<String> names) {
            if (isEverScheduled && names.contains("consul-check") && looks++ > 1) {
                pods.replaceAll(pod -> names.contains(pod.getMetadata().getName())
                        ? new PodBuilder(pod)
                                .editStatus()
                                .withContainerStatuses(answer)
                                .endStatus()
                                .build()
                        : pod);
            }
            return super.pods(namespace, names);
        }

        @Override
        public void deletePod(Pod pod) {
            done.add("deletes " + pod.getMetadata().getName());
            pods.removeIf(other ->
                    other.getMetadata().getName().equals(pod.getMetadata().getName()));
        }
    }

    @BeforeEach
    void serversRun() {
        cluster.pods.add(SERVER);
    }

    @Test
    void anAcceptedConfigurationPassesAndThePodIsDeleted() throws InterruptedException {
        assertThat(check()).isEqualTo(new ConfigurationVerdict.Accepted());

        assertThat(cluster.done).containsExactly("creates consul-check", "deletes consul-check");
        assertThat(cluster.pods).containsExactly(SERVER);
    }

    @Test
    void aRefusedConfigurationIsRefusedInConsulsWordsAndThePodIsDeleted() throws InterruptedException {
        cluster.answer = ended(1, "Config validation failed: invalid config key foo");

        assertThat(check()).isEqualTo(new ConfigurationVerdict.Refused("invalid config key foo"));

        assertThat(cluster.pods).containsExactly(SERVER);
    }

    @Test
    void aPodThatDoesNotRunInTimeIsNoAnswerAndIsDeleted() throws InterruptedException {
        cluster.isEverScheduled = false;

        assertThat(check()).isEqualTo(new ConfigurationVerdict.NoAnswer("the pod has not ended yet"));

        assertThat(cluster.pods).containsExactly(SERVER);
        assertThat(told).doesNotHaveDuplicates().last().isEqualTo("pod/consul-check: the pod has not ended yet");
    }

    @Test
    void withoutAServerThatRunsNothingIsAsked() throws InterruptedException {
        cluster.pods.clear();
        cluster.pods.add(new ServerPods("consul-0").notStarted().pod());

        assertThat(check()).isEqualTo(new ConfigurationVerdict.Accepted());

        assertThat(cluster.done).isEmpty();
    }

    @Test
    void aPodThatAnotherRunCreatesForTheSameConfigurationIsShared() throws InterruptedException {
        cluster.anotherRunCreatesIt = true;

        assertThat(check()).isEqualTo(new ConfigurationVerdict.Accepted());

        assertThat(cluster.done).containsExactly("deletes consul-check");
    }

    @Test
    void aPodThatAKilledRunLeftForAnotherConfigurationIsReplaced() throws InterruptedException {
        cluster.apply(ConfigurationCheckPod.of(OTHER, SERVER, 60));
        cluster.done.clear();

        assertThat(check()).isEqualTo(new ConfigurationVerdict.Accepted());

        assertThat(cluster.done)
                .containsExactly("deletes consul-check", "creates consul-check", "deletes consul-check");
    }

    @Test
    void aPodOfAnotherIsNotTouched() throws InterruptedException {
        cluster.pods.add(new PodBuilder(new ServerPods("consul-check").pod()).build());

        assertThat(check())
                .isEqualTo(
                        new ConfigurationVerdict.NoAnswer("a pod of this name exists and is not part of this cluster"));

        assertThat(cluster.done).isEmpty();
    }

    private ConfigurationVerdict check() throws InterruptedException {
        return new ConfigurationCheck(cluster, SPEC, () -> now = now.plusSeconds(1), Duration.ofNanos(1))
                .await(Duration.ofSeconds(20), told::add);
    }

    private static ContainerStatus ended(int exitCode, String message) {
        return new ContainerStatusBuilder()
                .withName("consul")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withMessage(message)
                .endTerminated()
                .endState()
                .build();
    }
}
