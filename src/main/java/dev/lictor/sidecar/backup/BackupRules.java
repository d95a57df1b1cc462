package dev.lictor.sidecar.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a sidecar is to keep.
 *
 * @param directory of this server alone
 * @param tokenFile of an ACL token with {@code acl:write}
 * @param interval between two backups
 * @param count how many there are at most; older ones are removed
 */
public record BackupRules(Path directory, Optional<Path> tokenFile, Duration interval, int count) {
    /** After a failure. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** Whether to make one: of a server that can serve, for another's state may be old. A clock that was set back must not put it off. */
    boolean due(Kept kept, boolean ready, Instant now) {
        boolean recent = kept.last()
                .filter(last ->
                        !last.at().isAfter(now) && now.isBefore(last.at().plus(interval)))
                .isPresent();
        boolean paused = kept.failed()
                .filter(failed -> !failed.isAfter(now) && now.isBefore(failed.plus(PAUSE)))
                .isPresent();
        return ready && !recent && !paused;
    }
}
