package dev.lictor.text;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text that others made, such as Consul, Kubernetes or whoever answers in their place. Whatever of it is kept to be shown goes through
 * here first: a line break would forge a line of a log, and an escape sequence rules a terminal.
 */
public final class Foreign {
    /** As much of a name or an address as anybody gives them: Consul allows 63 characters, DNS 253. */
    private static final int LONGEST_WORD = 256;

    /** Go's lists of errors have the cause at their end, and Kubernetes' refusals a field each. */
    private static final int LONGEST_LINE = 1000;

    /** Controls of both sets, what changes the direction of writing or is not seen, halves of characters, and both separators. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}]");

    /** The same, but for what a text of several lines has to have. */
    private static final Pattern UNPRINTABLE_IN_LINES = Pattern.compile("[%s&&[^\n\t]]".formatted(UNPRINTABLE));

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    private static final String BULLET = "* ";

    private Foreign() {}

    /** A name, an address or the like. */
    public static String word(String text) {
        return UNPRINTABLE.matcher(cut(text, LONGEST_WORD)).replaceAll("?");
    }

    /** What is partly ours, as one line: never cut, for a remedy is at its end. */
    public static String oneLine(String text) {
        return UNPRINTABLE.matcher(LINE_BREAK.matcher(text).replaceAll(" ")).replaceAll("?");
    }

    /**
     * Text of several lines that quotes others within a line, as JSON and a diff of YAML do: it stays the same JSON, and a diff still shows
     * what differs.
     */
    public static String escaped(String text) {
        return UNPRINTABLE_IN_LINES
                .matcher(text)
                .replaceAll(found ->
                        found.group().chars().mapToObj("\\\\u%04x"::formatted).collect(Collectors.joining()));
    }

    /** All that was said, as one line. The points of a list (Go's go-multierror) are told apart by semicolons. */
    public static String line(String text) {
        var line = new StringBuilder();
        for (var part : LINE_BREAK.splitAsStream(text).map(String::strip).toList()) {
            boolean point = part.startsWith(BULLET);
            var words = point ? part.substring(BULLET.length()).strip() : part;
            if (words.isEmpty()) {
                continue;
            }
            if (!line.isEmpty()) {
                line.append(point && line.charAt(line.length() - 1) != ':' ? "; " : " ");
            }
            line.append(words);
        }
        return cut(UNPRINTABLE.matcher(line).replaceAll("?"), LONGEST_LINE);
    }

    /** Never between the halves of a character. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }
}
