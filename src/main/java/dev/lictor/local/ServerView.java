package dev.lictor.local;

import dev.lictor.local.SidecarAnswer.Silent;
import dev.lictor.local.SidecarAnswer.Told;
import dev.lictor.local.process.ProcessState;
import dev.lictor.local.process.ProcessState.ByHand;
import dev.lictor.local.process.ProcessState.Stopped;
import java.util.List;

/** All that is known of one server at one moment. */
public record ServerView(LocalServer server, ProcessState consul, ProcessState sidecar, SidecarAnswer answer) {
    /** The role of a server that has not told its own. */
    private static final String UNKNOWN = "unknown";

    public boolean ready() {
        return !(consul instanceof Stopped) && answer instanceof Told told && told.ready();
    }

    /** Whether Consul is known to have opened its ports, as the sidecar has. */
    boolean listens() {
        return answer instanceof Told told && !told.role().equals(UNKNOWN);
    }

    public boolean leads() {
        return ready() && answer instanceof Told told && told.role().equals("leader");
    }

    /** Whether somebody else started it, or its sidecar. */
    public boolean byHand() {
        return consul instanceof ByHand || sidecar instanceof ByHand;
    }

    /** Why it is not ready, in words; empty if it is. */
    public List<String> reasons() {
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
    public static String name(String raftAddress, List<ServerView> servers) {
        return servers.stream()
                .map(ServerView::server)
                .filter(server -> server.raftAddress().equals(raftAddress))
                .map(LocalServer::node)
                .findFirst()
                .orElse(raftAddress);
    }
}
