package dev.lictor.bootstrap.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** With messages of a StatefulSet's controller of Kubernetes 1.37.2. */
class FailedCreationsTest {
    private static final List<String> SERVERS = List.of("consul-0", "consul-1", "consul-2");

    @Test
    void theNewestMessageCountsForServersWithoutOneOfTheirOwn() {
        var failures = new FailedCreations(
                List.of(
                        "create Pod consul-0 in StatefulSet consul failed error: Internal error occurred: of yesterday",
                        "create Pod consul-0 in StatefulSet consul failed error: pods \"consul-0\" is forbidden: failed quota: q: must specify limits.cpu for: consul,lictor,prepare; limits.memory for: consul"));

        assertThat(failures.lines(SERVERS))
                .containsExactly(
                        "consul-0, consul-1, consul-2: no pod: failed quota: q: must specify limits.cpu for: consul,lictor,prepare; limits.memory for: consul; a ResourceQuota counts what the containers do not state: set lictor.resources.consul-limits and lictor.resources.lictor-limits, or the requests");
    }

    @Test
    void eachCauseIsOneLine() {
        var failures = new FailedCreations(
                List.of(
                        "create Pod consul-1 in StatefulSet consul failed error: pods \"consul-1\" is forbidden: no remedy known",
                        "create Pod consul-0 in StatefulSet consul failed error: failed to create PVC data-consul-0: persistentvolumeclaims \"data-consul-0\" is forbidden: maximum storage usage per PersistentVolumeClaim is 1Mi, but request is 1Gi"));

        assertThat(failures.lines(List.of("consul-0", "consul-1")))
                .containsExactly(
                        "consul-0: no pod: maximum storage usage per PersistentVolumeClaim is 1Mi, but request is 1Gi; a LimitRange of the namespace allows other amounts: set lictor.resources.* or lictor.storage.size to fit it, or have it changed",
                        "consul-1: no pod: no remedy known");
    }
}
