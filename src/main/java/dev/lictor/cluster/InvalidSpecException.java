package dev.lictor.cluster;

import java.util.List;

/** The settings are invalid. The message has every problem, each with the setting, its value and a value that would be valid. */
public final class InvalidSpecException extends RuntimeException {
    private final transient List<String> problems;

    public InvalidSpecException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
