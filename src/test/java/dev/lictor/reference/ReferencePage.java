package dev.lictor.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of docs/reference. A table of it stands between two comments, {@code <!-- begin NAME -->} and {@code <!-- end NAME -->}. A table
 * is either generated from the code as a whole, and {@code -Ddocs.update=true} writes it anew, or it is written by hand, and a test
 * compares some of its columns with the code.
 */
public record ReferencePage(Path file) {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    public static ReferencePage of(String name) {
        return new ReferencePage(Path.of("docs", "reference", name + ".md"));
    }

    /** Fails unless the page has exactly this text between the comments of this name. */
    public void hasGenerated(String name, String text) {
        if (Boolean.getBoolean("docs.update")) {
            update(name, text);
        }
        assertThat(section(name))
                .as("%s: %s; -Ddocs.update=true writes it anew", file, name)
                .isEqualTo(text);
    }

    /** The rows of a table without its head, a list of cells each. */
    public List<List<String>> rows(String name) {
        return section(name)
                .lines()
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Stream.of(line.substring(1, line.lastIndexOf('|')).split("(?<!\\\\)\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    /** The cells of one column, from 0. */
    public List<String> column(String name, int index) {
        return rows(name).stream().map(cells -> cells.get(index)).toList();
    }

    /** What is set as code in the cells of one column, in the order of the page. */
    public List<String> codes(String name, int index) {
        return column(name, index).stream()
                .flatMap(cell -> codes(cell).stream())
                .toList();
    }

    /** What is set as code in a cell. */
    public static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    /** A Markdown table. */
    public static String table(List<String> head, Stream<List<String>> rows) {
        return Stream.concat(Stream.of(head, head.stream().map(_ -> "---").toList()), rows)
                .map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .collect(Collectors.joining());
    }

    /** A cell that may hold any text: outside of code, Markdown takes {@code <server>} for HTML. */
    public static String cell(String text) {
        var parts = text.strip().replace("\n", " ").replace("|", "\\|").split("`", -1);
        for (int i = 0; i < parts.length; i += 2) {
            parts[i] = parts[i].replace("<", "\\<");
        }
        return String.join("`", parts);
    }

    private String section(String name) {
        var text = text();
        return text.substring(begin(text, name), end(text, name));
    }

    private void update(String name, String section) {
        var text = text();
        try {
            Files.writeString(file, text.substring(0, begin(text, name)) + section + text.substring(end(text, name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int begin(String text, String name) {
        var begin = "<!-- begin %s -->\n".formatted(name);
        assertThat(text).as("%s", file).containsOnlyOnce(begin);
        return text.indexOf(begin) + begin.length();
    }

    private int end(String text, String name) {
        var end = "<!-- end %s -->".formatted(name);
        assertThat(text).as("%s", file).containsOnlyOnce(end);
        return text.indexOf(end);
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
