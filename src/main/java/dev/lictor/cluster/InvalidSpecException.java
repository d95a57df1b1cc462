package dev.lictor.cluster;

import java.util.List;

/** What was asked for cannot be: every reason at once, each with the setting's name, its value and what would do. */
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
