package dev.lictor.local.display;

import java.util.ArrayList;
import java.util.List;

/** Breaks a long text into lines between words, and indents all lines but the first. */
final class TextWrap {
    private static final String INDENT = "  ";

    private TextWrap() {}

    static List<String> lines(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" ", -1)) {
            if (!line.toString().isBlank() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(INDENT);
            } else if (!line.isEmpty()) {
                line.append(' ');
            }
            line.append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
