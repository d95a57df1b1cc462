package dev.lictor.config;

import dev.lictor.config.Settings.SidecarSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What may be asked of a sidecar. It says so itself when it starts, and those who would start it do before. */
public final class SidecarSettingsValidator {
    /** More would cost more than it tells: half-way between two polls a glance sees whether there is news. */
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

    private static final Duration SHORTEST_BACKUP_INTERVAL = Duration.ofMinutes(1);

    private SidecarSettingsValidator() {}

    /** In words, with what to do. */
    public static List<String> problems(SidecarSettings settings) {
        var problems = new ArrayList<String>();
        if (settings.pollInterval().compareTo(SHORTEST_INTERVAL) < 0) {
            problems.add("lictor.sidecar.poll-interval is %s; use 1s or more".formatted(text(settings.pollInterval())));
        }
        positive(problems, "lictor.sidecar.poll-timeout", settings.pollTimeout(), "900ms");
        positive(problems, "lictor.sidecar.max-last-contact", settings.maxLastContact(), "500ms");
        var oldest = oldest(settings);
        if (settings.maxAge().compareTo(oldest) <= 0) {
            problems.add(
                    "lictor.sidecar.max-age is %s; with this poll-interval and poll-timeout an observation can be %s old: use more"
                            .formatted(text(settings.maxAge()), text(oldest)));
        }
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

    /** Just before the next has all its answers, which begins at the first turn after this one's are there. */
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
            problems.add("%s is %s; use more than nothing, such as %s".formatted(setting, text(value), example));
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
