package dev.lictor.sidecar.observe;

import dev.lictor.consul.LeaderContact;
import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.readiness.Readiness;
import java.util.Optional;

/** Whether what was seen at a glance, between two polls, is news. */
public final class LeaderCheckGate {
    private LeaderCheckGate() {}

    public static boolean isNews(Optional<LeaderContact> seen, MonitorState state, Readiness.Limits limits) {
        var readiness = state.readiness();
        boolean heard = seen.filter(contact -> contact.known() && contact.ago().compareTo(limits.maxLastContact()) <= 0)
                .isPresent();
        boolean roleIsKnown = readiness.role() != RaftRole.UNKNOWN;
        // A follower may seem to, and then costs a poll.
        boolean leads = seen.filter(LeaderContact::seemsOwn).isPresent();
        return readiness.ready() != heard || (heard && roleIsKnown && leads != (readiness.role() == RaftRole.LEADER));
    }
}
