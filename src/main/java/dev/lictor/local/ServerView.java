package dev.lictor.local;

import dev.lictor.local.SidecarAnswer.NoAnswer;
import dev.lictor.local.SidecarAnswer.Reported;
import dev.lictor.local.process.ProcessState;
import dev.lictor.local.process.ProcessState.StartedByHand;
import dev.lictor.local.process.ProcessState.Stopped;
import java.util.List;

/** One server as observed at one moment: its two processes, and the answer of its sidecar. */
public record ServerView(LocalServer server, ProcessState consul, ProcessState sidecar, SidecarAnswer answer) {
    /** The role that a sidecar reports before it knows the server's role. */
    private static final String UNKNOWN = "unknown";

    public boolean ready() {
        return !(consul instanceof Stopped) && answer instanceof Reported reported && reported.ready();
    }

    /** Whether Consul has opened its ports. Its sidecar knows the server's role only then. */
    boolean listens() {
        return answer instanceof Reported reported && !reported.role().equals(UNKNOWN);
    }

    public boolean leads() {
        return ready() && answer instanceof Reported reported && reported.role().equals("leader");
    }

    /** Whether the user started this server or its sidecar by hand. */
    public boolean startedByHand() {
        return consul instanceof StartedByHand || sidecar instanceof StartedByHand;
    }

    /** Why the server is not ready, in words. Empty if it is ready. */
    public List<String> reasons() {
        if (consul instanceof Stopped stopped) {
            return List.of(stopped.words());
        }
        if (sidecar instanceof Stopped stopped) {
            return List.of("its sidecar " + stopped.words() + ", see " + server.sidecarLog());
        }
        return switch (answer) {
            case Reported reported when reported.ready() -> List.of();
            case Reported reported when reported.reasons().isEmpty() -> List.of("not ready");
            case Reported reported -> reported.reasons();
            case NoAnswer noAnswer -> List.of(noAnswer.why());
        };
    }

    /** The name of the server with this Raft address, or the address itself if no server has it. */
    public static String name(String raftAddress, List<ServerView> servers) {
        return servers.stream()
                .map(ServerView::server)
                .filter(server -> server.raftAddress().equals(raftAddress))
                .map(LocalServer::node)
                .findFirst()
                .orElse(raftAddress);
    }
}
