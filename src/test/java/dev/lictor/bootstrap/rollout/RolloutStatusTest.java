package dev.lictor.bootstrap.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of what Kubernetes tells about the servers and their pods. */
class RolloutStatusTest {
    @Test
    void allReadyServersOfTheWantedRevisionAreARolloutThatIsComplete() {
        var status =
                RolloutStatus.of(servers(7, 7, 3, 3), List.of(ready("consul-0"), ready("consul-1"), ready("consul-2")));

        assertThat(status).isEqualTo(new RolloutStatus(3, 3, List.of()));
        assertThat(status.isComplete()).isTrue();
    }

    @Test
    void aServerOfAnEarlierRevisionDoesNotCount() {
        assertThat(RolloutStatus.of(servers(7, 7, 3, 1), List.of()).ready()).isEqualTo(1);
    }

    /** As many are ready as are of the wanted revision, and they are not the same. */
    @Test
    void aReadyServerOfAnEarlierRevisionDoesNotStandInForOneOfTheWantedRevisionThatIsNotReady() {
        var servers = new StatefulSetBuilder(servers(7, 7, 2, 1))
                .editStatus()
                .withUpdateRevision("wanted")
                .endStatus()
                .build();

        var status = RolloutStatus.of(
                servers,
                List.of(
                        of("earlier", ready("consul-0")),
                        of("earlier", ready("consul-1")),
                        of("wanted", pod("consul-2"))));

        assertThat(status.ready()).isZero();
    }

    /** Somebody has scaled down by hand, and the node of the surplus pod is dead. */
    @Test
    void aSurplusPodThatDoesNotEndKeepsNoServerFromBeingReady() {
        var status = RolloutStatus.of(
                servers(7, 7, 3, 3), List.of(ready("consul-0"), ready("consul-1"), ready("consul-2"), pod("consul-3")));

        assertThat(status.isComplete()).isTrue();
    }

    @Test
    void aPodThatIsReadyNoMoreCountsAgainstAControllerThatHasNotSeenIt() {
        var status =
                RolloutStatus.of(servers(7, 7, 3, 3), List.of(ready("consul-0"), ready("consul-1"), pod("consul-2")));

        assertThat(status.isComplete()).isFalse();
    }

    @Test
    void nothingCountsBeforeTheControllerHasSeenWhatIsWanted() {
        var status = RolloutStatus.of(servers(8, 7, 3, 3), List.of());

        assertThat(status).isEqualTo(new RolloutStatus(0, 3, List.of()));
    }

    @Test
    void whyAPodIsNotReadyIsSaidInKubernetesWords() {
        var pending = new PodBuilder(pod("consul-0"))
                .editStatus()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withMessage("0/3 nodes are available")
                .endCondition()
                .endStatus()
                .build();
        var pulling = new PodBuilder(pod("consul-1"))
                .editStatus()
                .addNewContainerStatus()
                .withName("consul")
                .withNewState()
                .withNewWaiting("no such\u001b[2J\nimage", "ErrImagePull")
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();

        assertThat(RolloutStatus.of(servers(7, 7, 0, 3), List.of(pending, pulling, pod("consul-2")))
                        .hindrances())
                .containsExactly(
                        "consul-0: 0/3 nodes are available",
                        "consul-1: consul: ErrImagePull, no such?[2J image",
                        "consul-2: on no node yet");
    }

    @Test
    void aPodThatIsNeverMadeIsMissedByName() {
        assertThat(RolloutStatus.of(servers(7, 7, 2, 2), List.of(ready("consul-0"), ready("consul-2")))
                        .hindrances())
                .containsExactly("consul-1: no pod; kubectl -n consul describe statefulset/consul says why");
    }

    private static StatefulSet servers(long generation, long observed, int ready, int updated) {
        return new StatefulSetBuilder(StatefulSetObject.of(Specs.with(Map.of())))
                .editMetadata()
                .withGeneration(generation)
                .endMetadata()
                .withNewStatus()
                .withObservedGeneration(observed)
                .withReadyReplicas(ready)
                .withUpdatedReplicas(updated)
                .endStatus()
                .build();
    }

    private static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .endStatus()
                .build();
    }

    private static Pod of(String revision, Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToLabels("controller-revision-hash", revision)
                .endMetadata()
                .build();
    }

    private static Pod ready(String name) {
        return new PodBuilder(pod(name))
                .editStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }
}
