package dev.lictor.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The properties of a text, as {@link Properties} reads them, and what {@link Properties} would pass over: a key twice, a backslash that it
 * removes, quotation marks that become part of a value, another format.
 *
 * @param values by their keys, without blanks at the end
 * @param lines where each key is, from 1
 * @param problems with the file's name and the line
 */
record PropertiesText(Map<String, String> values, Map<String, Integer> lines, List<String> problems) {
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\n|\\r");
    private static final Pattern YAML = Pattern.compile("(?m)^(---|apiVersion:.*|lictor:)\\s*$");
    /** What is written with a backslash so that it is itself, and the characters that have no other form. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:[\\\\ :=#!tnrf]|u[0-9A-Fa-f]{4}|$)");

    private static final Pattern BACKSLASH = Pattern.compile("\\\\(.?)", Pattern.DOTALL);

    PropertiesText {
        values = Map.copyOf(values);
        lines = Map.copyOf(lines);
        problems = List.copyOf(problems);
    }

    static PropertiesText none() {
        return new PropertiesText(Map.of(), Map.of(), List.of());
    }

    static PropertiesText unreadable(String problem) {
        return new PropertiesText(Map.of(), Map.of(), List.of(problem));
    }

    /** @param file its name in problems */
    static PropertiesText parse(String text, String file) {
        if (text.stripLeading().startsWith("{")) {
            return other(file, "JSON");
        }
        return YAML.matcher(text).find() ? other(file, "YAML") : new Parser(file).parse(text);
    }

    private static PropertiesText other(String file, String format) {
        return new PropertiesText(
                Map.of(),
                Map.of(),
                List.of("%s is %s; --config takes a properties file, with lines such as lictor.servers=3"
                        .formatted(file, format)));
    }

    private static final class Parser {
        private final String file;
        private final Map<String, String> values = new TreeMap<>();
        private final Map<String, Integer> lines = new TreeMap<>();
        private final List<String> problems = new ArrayList<>();

        Parser(String file) {
            this.file = file;
        }

        PropertiesText parse(String text) {
            var natural = LINE_END.split(text, -1);
            for (int i = 0; i < natural.length; i++) {
                int first = i;
                if (isCommentOrBlank(natural[i])) {
                    continue;
                }
                var logical = new StringBuilder(natural[i]);
                while (isContinued(natural[i]) && i + 1 < natural.length) {
                    i++;
                    logical.append('\n').append(natural[i]);
                }
                property(logical.toString(), first + 1);
            }
            return new PropertiesText(values, lines, problems);
        }

        private void property(String logical, int line) {
            var one = new Properties();
            try {
                one.load(new StringReader(logical));
            } catch (IllegalArgumentException e) {
                problem(
                        line,
                        "\\u must be followed by four digits of base 16; write a backslash that is meant as such twice");
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            one.stringPropertyNames()
                    .forEach(key -> property(key, one.getProperty(key).stripTrailing(), logical, line));
        }

        private void property(String key, String value, String logical, int line) {
            var before = lines.putIfAbsent(key, line);
            if (before != null) {
                problems.add("%s is set twice in %s, in line %d and in line %d; remove one of them"
                        .formatted(key, file, before, line));
                return;
            }
            values.put(key, value);
            if (isQuoted(value)) {
                problem(
                        line,
                        "%s is in quotation marks, which a properties file keeps; write it without".formatted(key));
            }
            boolean isJson = value.startsWith("{") || value.startsWith("[");
            BACKSLASH
                    .matcher(logical)
                    .results()
                    .filter(found -> !isMeant(found.group(), isJson))
                    .findFirst()
                    .ifPresent(found -> problem(
                            line,
                            "%s has a single backslash before '%s', which a properties file removes; write each backslash twice"
                                    .formatted(key, found.group(1))));
        }

        /** JSON has the same escapes for itself, and would get the character in their place. */
        private static boolean isMeant(String escape, boolean isJson) {
            return escape.startsWith("\\\n")
                    || escape.startsWith("\\u")
                    || (ESCAPE.matcher(escape).matches() && !(isJson && escape.matches("\\\\[tnrf]")));
        }

        private void problem(int line, String words) {
            problems.add("%s, line %d: %s".formatted(file, line, words));
        }

        private static boolean isQuoted(String value) {
            return value.length() > 1
                    && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                    && value.charAt(value.length() - 1) == value.charAt(0);
        }

        private static boolean isCommentOrBlank(String line) {
            var text = line.strip();
            return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
        }

        private static boolean isContinued(String line) {
            int backslashes = 0;
            while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
                backslashes++;
            }
            return backslashes % 2 == 1;
        }
    }
}
