package dev.lictor.sidecar.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and amounts as text for people. */
final class StatusWords {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DAYS_BY_THE_HOUR = 2;
    private static final int HOURS_BY_THE_MINUTE = 2;

    private StatusWords() {}

    static String second(Instant instant) {
        return SECOND.format(instant);
    }

    static String minute(Instant instant) {
        return MINUTE.format(instant);
    }

    /** The end of a certificate: {@code ends in 243 days}, {@code ended 5 hours ago}. */
    static String end(Instant end, Instant now) {
        return end.isAfter(now)
                ? "ends in " + span(Duration.between(now, end))
                : "ended " + span(Duration.between(end, now)) + " ago";
    }

    /** The time since a moment: {@code just now}, {@code 12 minutes ago}, {@code 5 hours ago}; {@code dated 2 hours in the future} if the clock was ahead then. */
    static String ago(Instant at, Instant now) {
        var duration = Duration.between(at, now);
        if (duration.abs().toMinutes() < 1) {
            return "just now";
        }
        return duration.isNegative()
                ? "dated %s in the future".formatted(amount(duration.abs()))
                : amount(duration) + " ago";
    }

    private static String amount(Duration duration) {
        if (duration.toHours() >= HOURS_BY_THE_MINUTE) {
            return span(duration);
        }
        return duration.toMinutes() == 1 ? "1 minute" : duration.toMinutes() + " minutes";
    }

    static String entries(long entries) {
        return entries == 1 ? "1 entry" : entries + " entries";
    }

    private static String span(Duration duration) {
        if (duration.toDays() >= DAYS_BY_THE_HOUR) {
            return duration.toDays() + " days";
        }
        return duration.toHours() == 1 ? "1 hour" : duration.toHours() + " hours";
    }
}
