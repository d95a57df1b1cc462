package dev.lictor.sidecar.observe;

import dev.lictor.consul.ConsulResult;
import java.time.Instant;
import java.util.Optional;

/**
 * The answer to a question that is asked less often than each poll.
 *
 * @param until when it is believed
 */
public record ExpiringResult<T>(ConsulResult<T> answer, Instant until) {
    Optional<T> at(Instant now) {
        return now.isAfter(until) ? Optional.empty() : answer.seen();
    }
}
