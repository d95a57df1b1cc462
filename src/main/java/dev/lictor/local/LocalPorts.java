package dev.lictor.local;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ports on 127.0.0.1 of one server and its sidecar.
 *
 * @param rpc the port of Raft. Peers know the server by it, so it stays the same as long as the data exists
 * @param serf the port of gossip, TCP and UDP
 */
public record LocalPorts(int rpc, int serf, int https, int sidecar) {
    List<Integer> all() {
        return List.of(rpc, serf, https, sidecar);
    }

    /** A sentence for each port that may change and has changed. */
    List<String> differences(LocalPorts before) {
        return Stream.of(
                        difference("gossip", before.serf, serf),
                        difference("HTTPS", before.https, https),
                        difference("its sidecar", before.sidecar, sidecar))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> difference(String what, int before, int now) {
        return before == now
                ? Optional.empty()
                : Optional.of("%s from %d, where another process listens, to %d".formatted(what, before, now));
    }
}
