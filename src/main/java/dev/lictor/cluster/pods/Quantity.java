package dev.lictor.cluster.pods;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/** A Kubernetes quantity such as {@code 100m} or {@code 1Gi} (Kubernetes API: Quantity), without exponents. */
public record Quantity(BigDecimal amount) implements Comparable<Quantity> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)(m|[kMGTPE]i?)?");
    private static final String STEPS = "kMGTPE";

    /** Empty if the text is not a quantity. */
    public static Optional<Quantity> parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(matcher.group(1));
        var unit = Optional.ofNullable(matcher.group(2)).orElse("");
        if (unit.isEmpty()) {
            return Optional.of(new Quantity(number));
        }
        return Optional.of(new Quantity(
                unit.equals("m")
                        ? number.movePointLeft(3)
                        : number.multiply(BigDecimal.valueOf(unit.endsWith("i") ? 1024 : 1000)
                                .pow(STEPS.indexOf(unit.charAt(0)) + 1))));
    }

    /** The amount in bytes, at most {@link Long#MAX_VALUE}. */
    public long bytes() {
        return amount.min(BigDecimal.valueOf(Long.MAX_VALUE))
                .setScale(0, RoundingMode.DOWN)
                .longValueExact();
    }

    public boolean isPositive() {
        return amount.signum() > 0;
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }
}
