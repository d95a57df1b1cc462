package dev.lictor.sidecar.observe;

import java.util.Locale;

/** The role of a server in Raft. */
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
