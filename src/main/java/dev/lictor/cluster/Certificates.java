package dev.lictor.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and validity of the certificates that Lictor issues.
 *
 * @param nameConstraints whether a new CA may sign only this cluster's names (RFC 5280, 4.2.1.10)
 * @param ca validity of a CA's certificate
 * @param server validity of a server's or a client's certificate
 */
public record Certificates(KeyType keyType, boolean nameConstraints, Duration ca, Duration server) {
    private static final Duration SHORTEST = Duration.ofHours(1);
    /** Some certificate readers compute later dates wrongly. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    List<String> problems() {
        var problems = new ArrayList<String>();
        lasting(problems, "lictor.tls.ca-validity", ca);
        lasting(problems, "lictor.tls.server-validity", server);
        if (problems.isEmpty() && server.compareTo(ca) > 0) {
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
