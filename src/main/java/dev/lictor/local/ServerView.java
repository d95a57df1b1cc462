package dev.lictor.local;

import dev.lictor.local.Answer.Silent;
import dev.lictor.local.Answer.Told;
import dev.lictor.local.ChildState.ByHand;
import dev.lictor.local.ChildState.Stopped;
import java.util.List;

/** All that is known of one server at one moment. */
record ServerView(LocalServer server, ChildState consul, ChildState sidecar, Answer answer) {
    /** The role of a server that has not told its own. */
    private static final String UNKNOWN = "unknown";

    boolean ready() {
        return !(consul instanceof Stopped) && answer instanceof Told told && told.ready();
    }

    /** Whether Consul is known to have opened its ports, as the sidecar has. */
    boolean listens() {
        return answer instanceof Told told && !told.role().equals(UNKNOWN);
    }

    boolean leads() {
        return ready() && answer instanceof Told told && told.role().equals("leader");
    }

    /** Whether somebody else started it, or its sidecar. */
    boolean byHand() {
        return consul instanceof ByHand || sidecar instanceof ByHand;
    }

    /** Why it is not ready, in words; empty if it is. */
    List<String> reasons() {
        if (consul instanceof Stopped stopped) {
            return List.of(stopped.words());
        }
        if (sidecar instanceof Stopped stopped) {
            return List.of("its sidecar " + stopped.words() + ", see " + server.sidecarLog());
        }
        return switch (answer) {
            case Told told when told.ready() -> List.of();
            case Told told when told.reasons().isEmpty() -> List.of("not ready");
            case Told told -> told.reasons();
            case Silent silent -> List.of(silent.why());
        };
    }

    /** A server's name by its Raft address, which is kept where it is nobody's. */
    static String name(String raftAddress, List<ServerView> servers) {
        return servers.stream()
                .map(ServerView::server)
                .filter(server -> server.raftAddress().equals(raftAddress))
                .map(LocalServer::node)
                .findFirst()
                .orElse(raftAddress);
    }
}
