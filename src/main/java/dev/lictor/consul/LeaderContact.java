package dev.lictor.consul;

import java.time.Duration;

/**
 * A server's contact with its leader, from the headers {@code X-Consul-KnownLeader} and {@code X-Consul-LastContact} of an answer that may be
 * stale (Consul's HTTP API, Consistency Modes).
 *
 * @param known whether the server knows a leader, dead or alive
 * @param ago the time since the last contact, in whole milliseconds; zero on the leader itself
 */
public record LeaderContact(boolean known, Duration ago) {
    /** Whether the server may be the leader. A leader always reports zero; a follower sometimes does, more often under many writes. */
    public boolean seemsOwn() {
        return known && ago.isZero();
    }
}
