package dev.lictor.proof;

import dev.lictor.consul.Failure;
import java.util.List;

/** What speaks against a claim. */
sealed interface Remark {
    /** What Consul says of its ACLs where it answers by a 500, as 1.7.2 does of its keyring. */
    List<String> DENIALS = List.of("Permission denied", "denied by ACLs", "ACL not found");

    String words();

    /** It is not true. */
    record Contradiction(String words) implements Remark {}

    /** It cannot be seen here. */
    record Gap(String words) implements Remark {}

    /** Consul will not tell it to the bearer of this token, or of none. */
    record Withheld(String words) implements Remark {}

    /** A question to a server that was not answered. */
    static Remark of(String server, Failure failure) {
        var words = "%s: %s".formatted(server, failure.words());
        if (failure.forbidden() || DENIALS.stream().anyMatch(failure.words()::contains)) {
            return new Withheld(words);
        }
        return failure.cause() == Failure.Cause.STATUS ? new Contradiction(words) : new Gap(words);
    }
}
