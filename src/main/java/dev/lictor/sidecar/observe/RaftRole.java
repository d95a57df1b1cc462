package dev.lictor.sidecar.observe;

import java.util.Locale;

/** What a server is in Raft, as far as is known. */
public enum RaftRole {
    LEADER,
    FOLLOWER,
    CANDIDATE,
    NON_VOTER,
    UNKNOWN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
