package dev.lictor.proof;

import java.time.Duration;

/**
 * How long claims may take to become true.
 *
 * @param reload for servers to serve a certificate that was issued anew: Kubernetes brings it to their mounts within a minute or two
 * @param settling for whatever an election or a restart disturbs
 */
public record Patience(Duration reload, Duration settling) {
    /** As it is now. */
    public static final Patience NONE = new Patience(Duration.ZERO, Duration.ZERO);

    private static final Duration ELECTION = Duration.ofSeconds(30);

    /** After a rollout, or instead of one. */
    public static Patience afterRollout(Duration reload) {
        return new Patience(reload, ELECTION);
    }
}
