package dev.lictor.sidecar;

import dev.lictor.consul.LeaderContact;
import java.util.Optional;

/** Whether what was seen at a glance, between two polls, is news. */
final class Glance {
    private Glance() {}

    static boolean isNews(Optional<LeaderContact> seen, Picture picture, Readiness.Limits limits) {
        var readiness = picture.readiness();
        boolean heard = seen.filter(contact -> contact.known() && contact.ago().compareTo(limits.maxLastContact()) <= 0)
                .isPresent();
        boolean roleIsKnown = readiness.role() != RaftRole.UNKNOWN;
        // A follower may seem to, and then costs a poll.
        boolean leads = seen.filter(LeaderContact::seemsOwn).isPresent();
        return readiness.ready() != heard || (heard && roleIsKnown && leads != (readiness.role() == RaftRole.LEADER));
    }
}
