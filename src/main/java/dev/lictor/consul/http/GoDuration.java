package dev.lictor.consul.http;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses durations as Go prints them, such as {@code 1m2.5s} or {@code 43.2ms} (package time, Duration.String). */
final class GoDuration {
    private static final Pattern FORM = Pattern.compile("0|(\\d{1,19}(\\.\\d{1,9})?(h|ms|m|s|us|µs|μs|ns))+");
    private static final Pattern PART = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)(h|ms|m|s|us|µs|μs|ns)");

    /** Go stores nanoseconds in 64 bits. */
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /** @return empty if the text is not a duration */
    static Optional<Duration> parse(String text) {
        if (text.length() > 64 || !FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        var sum = BigDecimal.ZERO;
        var part = PART.matcher(text);
        while (part.find()) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(nanos(part.group(2))));
        }
        return sum.compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(Duration.ofNanos(sum.longValue()));
    }

    private static BigDecimal nanos(String unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "h" -> 3_600_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "ms" -> 1_000_000L;
                    case "ns" -> 1L;
                    default -> 1_000L; // three spellings of microseconds
                });
    }
}
