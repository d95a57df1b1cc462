package dev.lictor.sidecar;

import dev.lictor.consul.Answer;
import java.time.Instant;
import java.util.Optional;

/**
 * The answer to a question that is asked less often than each poll.
 *
 * @param until when it is believed
 */
public record Sighting<T>(Answer<T> answer, Instant until) {
    Optional<T> at(Instant now) {
        return now.isAfter(until) ? Optional.empty() : answer.seen();
    }
}
