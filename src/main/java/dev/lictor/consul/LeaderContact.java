package dev.lictor.consul;

import java.time.Duration;

/**
 * What a server knows of its leader at one moment, as it says with each answer that may be stale (Consul's HTTP API, Consistency
 * Modes).
 *
 * @param known whether it knows a leader, dead or alive
 * @param ago how long ago it heard one, to the millisecond; zero on the leader itself
 */
public record LeaderContact(boolean known, Duration ago) {
    /** As a leader's own word always is, and a follower's now and then, the more often the more is written. */
    public boolean seemsOwn() {
        return known && ago.isZero();
    }
}
