package dev.lictor.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A server's pod as Kubernetes sees it.
 *
 * @param uid changes with each new pod of that name
 * @param ending or gone already
 * @param consul how often the kubelet has restarted Consul in it
 * @param sidecar how often it has restarted the sidecar
 */
record PodState(String uid, boolean ready, boolean ending, int consul, int sidecar) {

    static final PodState ABSENT = new PodState("", false, true, 0, 0);

    static PodState of(JsonNode pod) {
        var ready = StreamSupport.stream(pod.path("status").path("conditions").spliterator(), false)
                .anyMatch(condition -> condition.path("type").asText().equals("Ready")
                        && condition.path("status").asText().equals("True"));
        var ending = pod.path("metadata").has("deletionTimestamp");
        return new PodState(
                pod.at("/metadata/uid").asText(),
                ready && !ending,
                ending,
                restarts(pod, "consul"),
                restarts(pod, "lictor"));
    }

    /** Whether this is another pod, and ready. */
    boolean replaces(PodState before) {
        return ready && !uid.equals(before.uid);
    }

    private static int restarts(JsonNode pod, String container) {
        return Stream.of("containerStatuses", "initContainerStatuses")
                .flatMap(list ->
                        StreamSupport.stream(pod.path("status").path(list).spliterator(), false))
                .filter(status -> status.path("name").asText().equals(container))
                .mapToInt(status -> status.path("restartCount").asInt())
                .sum();
    }
}
