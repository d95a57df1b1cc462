package dev.lictor.cluster.pods;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A taint of nodes that servers tolerate (Kubernetes documentation, "Taints and Tolerations").
 *
 * @param key of the taint; empty for any
 * @param value the value of the taint; empty for any
 * @param effect {@code NoSchedule}, {@code PreferNoSchedule} or {@code NoExecute}; empty for any
 * @param seconds how long {@code NoExecute} is tolerated, in seconds; empty for no limit
 */
public record Toleration(String key, Optional<String> value, Optional<String> effect, Optional<Long> seconds)
        implements Comparable<Toleration> {
    private static final Pattern FORM =
            Pattern.compile("(\\*|[^*=:]+)(?:=([^=:]*))?(?::(NoSchedule|PreferNoSchedule|NoExecute))?(?::(\\d{1,9}))?");

    /** @return empty where the text is none, such as {@code dedicated=consul:NoSchedule} or {@code unreachable:NoExecute:30} */
    public static Optional<Toleration> parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var key = matcher.group(1).equals("*") ? "" : matcher.group(1);
        var parsed = new Toleration(
                key,
                Optional.ofNullable(matcher.group(2)),
                Optional.ofNullable(matcher.group(3)),
                Optional.ofNullable(matcher.group(4)).map(Long::valueOf));
        return parsed.isMeaningful() ? Optional.of(parsed) : Optional.empty();
    }

    private boolean isMeaningful() {
        return (key.isEmpty()
                        ? value.isEmpty()
                        : Label.problem(key, value.orElse("")).isEmpty())
                && (seconds.isEmpty() || effect.equals(Optional.of("NoExecute")));
    }

    @Override
    public int compareTo(Toleration other) {
        return Comparator.comparing(Toleration::toString).compare(this, other);
    }
}
