package dev.lictor.text;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes text that other programs wrote (Consul, Kubernetes, or another server at their address) safe to print. All such text passes through
 * here before Lictor logs or shows it: a line break in it could forge a log line, and an escape sequence could control a terminal.
 */
public final class Foreign {
    /** Characters of a name or an address. Consul allows 63 characters, DNS 253. */
    private static final int LONGEST_WORD = 256;

    /** Characters of a message. It is long because Go puts the cause at the end of an error list, and Kubernetes lists every refused field. */
    private static final int LONGEST_LINE = 1000;

    /** Control characters, invisible and direction-changing characters, lone surrogates, and line and paragraph separators. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}]");

    /** As {@link #UNPRINTABLE}, without line feed and tab. */
    private static final Pattern UNPRINTABLE_IN_LINES = Pattern.compile("[%s&&[^\n\t]]".formatted(UNPRINTABLE));

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    private static final String BULLET = "* ";

    private Foreign() {}

    /** Cleans a name or an address: unprintable characters become {@code ?}, and it is cut at 256 characters. */
    public static String word(String text) {
        return UNPRINTABLE.matcher(cut(text, LONGEST_WORD)).replaceAll("?");
    }

    /** Joins a message that Lictor wrote and that quotes foreign text into one line. It is never cut, because the remedy is at its end. */
    public static String oneLine(String text) {
        return UNPRINTABLE.matcher(LINE_BREAK.matcher(text).replaceAll(" ")).replaceAll("?");
    }

    /**
     * Escapes unprintable characters in a text of several lines that quotes foreign text within a line, such as JSON or a diff of YAML. JSON
     * keeps its meaning, and a diff still shows what differs.
     */
    public static String escaped(String text) {
        return UNPRINTABLE_IN_LINES
                .matcher(text)
                .replaceAll(found ->
                        found.group().chars().mapToObj("\\\\u%04x"::formatted).collect(Collectors.joining()));
    }

    /** Joins a foreign message into one line, cut at 1000 characters. Semicolons separate the points of a list (Go's go-multierror). */
    public static String line(String text) {
        var line = new StringBuilder();
        for (var part : LINE_BREAK.splitAsStream(text).map(String::strip).toList()) {
            boolean bullet = part.startsWith(BULLET);
            var words = bullet ? part.substring(BULLET.length()).strip() : part;
            if (words.isEmpty()) {
                continue;
            }
            if (!line.isEmpty()) {
                line.append(bullet && line.charAt(line.length() - 1) != ':' ? "; " : " ");
            }
            line.append(words);
        }
        return cut(UNPRINTABLE.matcher(line).replaceAll("?"), LONGEST_LINE);
    }

    /** Does not cut between the two halves of a surrogate pair. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }
}
