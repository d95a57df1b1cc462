package dev.lictor.verify;

import dev.lictor.consul.ConsulError;
import java.util.List;

/** An observation because of which a check does not pass. */
public sealed interface Evidence {
    /** Consul's words for a refused token in an answer with status 500, which Consul 1.7.2 gives for its keyring. */
    List<String> DENIALS = List.of("Permission denied", "denied by ACLs", "ACL not found");

    String words();

    /** The statement is false. */
    public record Contradiction(String words) implements Evidence {}

    /** The observation is not possible from here. */
    record Gap(String words) implements Evidence {}

    /** Consul refuses to answer with this token, or without one. */
    record Withheld(String words) implements Evidence {}

    /** The evidence of a failed request. */
    static Evidence of(String server, ConsulError failure) {
        var words = "%s: %s".formatted(server, failure.words());
        if (failure.forbidden() || DENIALS.stream().anyMatch(failure.words()::contains)) {
            return new Withheld(words);
        }
        return failure.cause() == ConsulError.Cause.STATUS ? new Contradiction(words) : new Gap(words);
    }
}
