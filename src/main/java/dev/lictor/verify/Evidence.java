package dev.lictor.verify;

import dev.lictor.consul.ConsulError;
import java.util.List;

/** What speaks against a claim. */
public sealed interface Evidence {
    /** What Consul says of its ACLs where it answers by a 500, as 1.7.2 does of its keyring. */
    List<String> DENIALS = List.of("Permission denied", "denied by ACLs", "ACL not found");

    String words();

    /** It is not true. */
    public record Contradiction(String words) implements Evidence {}

    /** It cannot be seen here. */
    record Gap(String words) implements Evidence {}

    /** Consul will not tell it to the bearer of this token, or of none. */
    record Withheld(String words) implements Evidence {}

    /** A question to a server that was not answered. */
    static Evidence of(String server, ConsulError failure) {
        var words = "%s: %s".formatted(server, failure.words());
        if (failure.forbidden() || DENIALS.stream().anyMatch(failure.words()::contains)) {
            return new Withheld(words);
        }
        return failure.cause() == ConsulError.Cause.STATUS ? new Contradiction(words) : new Gap(words);
    }
}
