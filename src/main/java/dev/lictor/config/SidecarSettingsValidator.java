package dev.lictor.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Validates the sidecar's settings: in the sidecar when it starts, and in the commands that would start it. */
public final class SidecarSettingsValidator {
    /** A shorter interval costs more than it shows: between two polls a cheap leader check runs. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    private static final Duration SHORTEST_BACKUP_INTERVAL = Duration.ofMinutes(1);

    private SidecarSettingsValidator() {}

    /** The problems, each with a remedy. */
    public static List<String> problems(SidecarSettings settings) {
        var problems = new ArrayList<String>();
        if (settings.pollInterval().compareTo(SHORTEST_INTERVAL) < 0) {
            problems.add("lictor.sidecar.poll-interval is %s; use 1s or more".formatted(text(settings.pollInterval())));
        }
        positive(problems, "lictor.sidecar.poll-timeout", settings.pollTimeout(), "900ms");
        var oldest = oldest(settings);
        if (problems.isEmpty() && settings.maxAge().compareTo(oldest) <= 0) {
            problems.add(
                    "lictor.sidecar.max-age is %s; with lictor.sidecar.poll-interval %s and lictor.sidecar.poll-timeout %s an observation can be %s old: use more"
                            .formatted(
                                    text(settings.maxAge()),
                                    text(settings.pollInterval()),
                                    text(settings.pollTimeout()),
                                    text(oldest)));
        }
        positive(problems, "lictor.sidecar.max-last-contact", settings.maxLastContact(), "500ms");
        if (settings.maxLogLag() < 0) {
            problems.add(
                    "lictor.sidecar.max-log-lag is %d; use 0 or more, such as 1000".formatted(settings.maxLogLag()));
        }
        if (settings.backupInterval().compareTo(SHORTEST_BACKUP_INTERVAL) < 0) {
            problems.add("lictor.sidecar.backup-interval is %s; use 1m or more, such as 1h"
                    .formatted(text(settings.backupInterval())));
        }
        if (settings.backupCount() < 1) {
            problems.add(
                    "lictor.sidecar.backup-count is %d; use 1 or more, such as 24".formatted(settings.backupCount()));
        }
        problems.addAll(BackupSpace.problems(settings));
        settings.ordinal()
                .filter(ordinal -> ordinal < 0)
                .map("lictor.sidecar.ordinal is %d; use 0 or more"::formatted)
                .ifPresent(problems::add);
        return problems;
    }

    /**
     * The age of an observation just before the next one replaces it: the next poll starts at the first interval after the answers of this
     * poll have arrived, and may itself take the whole time-out.
     */
    private static Duration oldest(SidecarSettings settings) {
        var interval = settings.pollInterval();
        var timeout = settings.pollTimeout();
        if (interval.isNegative() || interval.isZero()) {
            return timeout; // refused above
        }
        long turns = Math.max(1, timeout.plus(interval).minusNanos(1).dividedBy(interval));
        return interval.multipliedBy(turns).plus(timeout);
    }

    private static void positive(List<String> problems, String setting, Duration value, String example) {
        if (value.isNegative() || value.isZero()) {
            problems.add("%s is %s; use more than 0, such as %s".formatted(setting, text(value), example));
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
