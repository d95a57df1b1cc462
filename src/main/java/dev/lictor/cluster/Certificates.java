package dev.lictor.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How certificates are made.
 *
 * @param nameConstraints whether a new CA may sign this cluster's names alone
 * @param authority for how long a CA's certificate is made
 * @param server for how long a server's or a client's is made
 */
public record Certificates(KeyType keyType, boolean nameConstraints, Duration authority, Duration server) {
    private static final Duration SHORTEST = Duration.ofHours(1);
    /** Beyond it some readers of certificates count wrong. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    List<String> problems() {
        var problems = new ArrayList<String>();
        lasting(problems, "lictor.tls.ca-validity", authority);
        lasting(problems, "lictor.tls.server-validity", server);
        if (server.compareTo(authority) > 0) {
            problems.add(
                    "lictor.tls.server-validity is longer than lictor.tls.ca-validity; a CA must outlive what it signs");
        }
        return problems;
    }

    private static void lasting(List<String> problems, String setting, Duration validity) {
        if (validity.compareTo(SHORTEST) < 0) {
            problems.add("%s is %s; use one hour or more, such as 365d".formatted(setting, validity));
        }
        if (validity.compareTo(LONGEST) > 0) {
            problems.add("%s is %d days; use %d days or less, such as 3650d"
                    .formatted(setting, validity.toDays(), LONGEST.toDays()));
        }
    }
}
