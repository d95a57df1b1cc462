package dev.lictor.preflight;

import dev.lictor.cluster.ConsulVersion;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Flaws of Consul's community edition that matter to a key/value cluster, not all there are: from HashiCorp's security bulletins and
 * Consul's change log as of 1.22.0, October 2025. The last row stands for the end of older lines, too: it was fixed in none of them.
 */
enum KnownFlaw {
    CVE_2020_13250("anybody can exhaust a server by HTTP or DNS", "1.6.6", "1.7.4"),
    CVE_2021_37219("any agent of the same CA can act as a server", "1.8.15", "1.9.9", "1.10.2"),
    CVE_2022_29153("health checks follow redirects to where they should not", "1.9.17", "1.10.10", "1.11.5"),
    CVE_2025_11374("a request to the key/value store can exhaust a server", "1.22.0");

    private final String what;
    private final List<ConsulVersion> fixedIn;

    KnownFlaw(String what, String... fixedIn) {
        this.what = what;
        this.fixedIn = Stream.of(fixedIn)
                .map(version -> ConsulVersion.parse(version).orElseThrow())
                .toList();
    }

    static List<KnownFlaw> of(ConsulVersion version) {
        return Stream.of(values()).filter(flaw -> flaw.isIn(version)).toList();
    }

    static ConsulVersion allFixedIn() {
        return Stream.of(values())
                .map(KnownFlaw::newestFix)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    String inWords() {
        return "%s (%s)".formatted(name().replace('_', '-'), what);
    }

    private boolean isIn(ConsulVersion version) {
        return version.compareTo(newestFix()) < 0
                && fixedIn.stream()
                        .noneMatch(fix -> fix.major() == version.major()
                                && fix.minor() == version.minor()
                                && version.compareTo(fix) >= 0);
    }

    private ConsulVersion newestFix() {
        return fixedIn.getLast();
    }
}
