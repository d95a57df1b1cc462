package dev.lictor.local;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where one server and its sidecar listen on 127.0.0.1.
 *
 * @param rpc of Raft, by which its peers know it: it stays for as long as its data does
 * @param serf of gossip, TCP and UDP
 */
public record LocalPorts(int rpc, int serf, int https, int sidecar) {
    List<Integer> all() {
        return List.of(rpc, serf, https, sidecar);
    }

    /** Which of those that may change have changed, in words. */
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
