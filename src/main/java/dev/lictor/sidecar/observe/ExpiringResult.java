package dev.lictor.sidecar.observe;

import dev.lictor.consul.ConsulResult;
import java.time.Instant;
import java.util.Optional;

/**
 * The answer to a request of a slow poll, with its expiry.
 *
 * @param until when the answer expires
 */
public record ExpiringResult<T>(ConsulResult<T> answer, Instant until) {
    Optional<T> at(Instant now) {
        return now.isAfter(until) ? Optional.empty() : answer.seen();
    }
}
