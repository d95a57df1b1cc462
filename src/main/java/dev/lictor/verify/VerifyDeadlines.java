package dev.lictor.verify;

import java.time.Duration;

/**
 * How long claims may take to become true.
 *
 * @param reload for servers to serve a certificate that was issued anew: Kubernetes brings it to their mounts within a minute or two
 * @param settling for whatever an election or a restart disturbs
 */
public record VerifyDeadlines(Duration reload, Duration settling) {
    /** As it is now. */
    public static final VerifyDeadlines NONE = new VerifyDeadlines(Duration.ZERO, Duration.ZERO);

    private static final Duration ELECTION = Duration.ofSeconds(30);

    /** After a rollout, or instead of one. */
    public static VerifyDeadlines afterRollout(Duration reload) {
        return new VerifyDeadlines(reload, ELECTION);
    }
}
