package dev.lictor.text;

import java.util.function.Consumer;

/** Passes a line on if it differs from the last one, so that a loop which looks again and again reports only changes. */
public final class ChangedLines implements Consumer<String> {
    private final Consumer<String> lines;
    private String last = "";

    public ChangedLines(Consumer<String> lines) {
        this.lines = lines;
    }

    /** @param line ignored if it is empty */
    @Override
    public void accept(String line) {
        if (!line.isEmpty() && !line.equals(last)) {
            lines.accept(line);
            last = line;
        }
    }
}
