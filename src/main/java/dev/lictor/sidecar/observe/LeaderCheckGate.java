package dev.lictor.sidecar.observe;

import dev.lictor.consul.LeaderContact;
import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.readiness.Readiness;
import java.util.Optional;

/** Decides whether a leader check between two polls has found a change that needs a full poll. */
public final class LeaderCheckGate {
    private LeaderCheckGate() {}

    public static boolean isNews(Optional<LeaderContact> seen, MonitorState state, Readiness.Limits limits) {
        var readiness = state.readiness();
        boolean heard = seen.filter(contact -> contact.known() && contact.ago().compareTo(limits.maxLastContact()) <= 0)
                .isPresent();
        boolean roleIsKnown = readiness.role() != RaftRole.UNKNOWN;
        // A follower may report zero contact, too; that costs one extra poll.
        boolean leads = seen.filter(LeaderContact::seemsOwn).isPresent();
        return readiness.ready() != heard || (heard && roleIsKnown && leads != (readiness.role() == RaftRole.LEADER));
    }
}
