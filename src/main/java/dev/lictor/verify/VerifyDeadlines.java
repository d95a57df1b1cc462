package dev.lictor.verify;

import java.time.Duration;

/**
 * How long checks wait for their statements to become true.
 *
 * @param reload the wait for a reissued certificate: Kubernetes updates the mounts within a minute or two, and the sidecar then reloads Consul
 * @param settling the wait for effects of an election or a restart to end
 */
public record VerifyDeadlines(Duration reload, Duration settling) {
    /** No wait: checks the current state. */
    public static final VerifyDeadlines NONE = new VerifyDeadlines(Duration.ZERO, Duration.ZERO);

    private static final Duration ELECTION = Duration.ofSeconds(30);

    /** The deadlines after a rollout, also if the rollout had nothing to do. */
    public static VerifyDeadlines afterRollout(Duration reload) {
        return new VerifyDeadlines(reload, ELECTION);
    }
}
