package dev.lictor.config;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Settings whose values cannot be read, so that rules see defaults in their place. A rule that compares settings names all of them in its
 * message, so a message that names one of these judges a value that nobody has given.
 */
public record UnreadableSettings(Set<String> names) {
    public UnreadableSettings {
        names = Set.copyOf(names);
    }

    /** The problems that do not rest on one of these settings. */
    List<String> without(List<String> problems) {
        return problems.stream()
                .filter(problem -> names.stream().noneMatch(name -> isNamed(name, problem)))
                .toList();
    }

    private static boolean isNamed(String setting, String problem) {
        return Pattern.compile("(?<![-\\w.])" + Pattern.quote(setting) + "(?![-\\w.])")
                .matcher(problem)
                .find();
    }
}
