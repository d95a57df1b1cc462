package dev.lictor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown file of the repository, with the parts that tests read: shell blocks, links and the anchors of headings. */
public record Document(Path path, List<String> lines) {
    private static final Path TOP = Path.of("");
    private static final Path DOCS = Path.of("docs");
    private static final String FENCE = "```";
    private static final String NEEDS_PODS = "needs pods";
    private static final String NEEDS_PODS_AND_TIME = "needs pods; repeat it until it succeeds";
    private static final Pattern COMMENT = Pattern.compile("<!-- (.*) -->");
    private static final Pattern HEADING = Pattern.compile("#{1,6} (.*)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");

    /** A fenced block: its first line (from 1), its language, and the comment in the line before it. */
    public record Block(int line, String language, Optional<String> comment, String text) {
        public boolean isShell() {
            return language.equals("sh");
        }

        public Optional<String> whyNotRun() {
            return comment.filter(words -> words.startsWith("not run:"))
                    .map(words -> words.substring("not run:".length()).strip());
        }

        public boolean runsUntilStopped() {
            return comment.filter("runs until stopped"::equals).isPresent();
        }

        /** Whether only a Kubernetes cluster with a node can run it. */
        public boolean needsPods() {
            return comment.filter(words -> words.equals(NEEDS_PODS) || words.equals(NEEDS_PODS_AND_TIME))
                    .isPresent();
        }

        /** Whether a reader who is too early runs it again. */
        public boolean isRepeated() {
            return comment.filter(NEEDS_PODS_AND_TIME::equals).isPresent();
        }
    }

    public record Link(int line, String target) {}

    public static Document read(Path path) {
        try {
            return new Document(path, Files.readAllLines(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All Markdown files in docs and in the root folder. */
    public static List<Document> all() {
        return Stream.of(DOCS, TOP, Path.of("bench"), Path.of("tools"))
                .flatMap(folder -> markdown(folder, folder.equals(TOP) ? 1 : 3))
                .toList();
    }

    /** The documents whose shell commands readers run: the README, the tutorial and the how-to pages. */
    public static List<Document> withCommands() {
        return Stream.concat(
                        Stream.of(Path.of("README.md"), DOCS.resolve("tutorial.md"))
                                .map(Document::read),
                        markdown(DOCS.resolve("how-to"), 1))
                .toList();
    }

    public List<Block> blocks() {
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                int begin = i;
                i++;
                while (!lines.get(i).startsWith(FENCE)) {
                    i++;
                }
                blocks.add(new Block(
                        begin + 1,
                        lines.get(begin).substring(FENCE.length()),
                        begin == 0 ? Optional.empty() : comment(lines.get(begin - 1)),
                        String.join("\n", lines.subList(begin + 1, i)) + "\n"));
            }
        }
        return blocks;
    }

    public List<Link> links() {
        var links = new ArrayList<Link>();
        forProse((number, line) -> LINK.matcher(CODE.matcher(line).replaceAll("``"))
                .results()
                .forEach(link -> links.add(new Link(number, link.group(1)))));
        return links;
    }

    /** The anchors that GitHub generates for headings. */
    public List<String> anchors() {
        var anchors = new ArrayList<String>();
        var before = new HashMap<String, Integer>();
        forProse((number, line) -> {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                var anchor = heading.group(1)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\- _]", "")
                        .replace(' ', '-');
                int times = Objects.requireNonNull(before.merge(anchor, 1, Integer::sum));
                anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
            }
        });
        return anchors;
    }

    /** Lines of indented code blocks, which the tests cannot recognize as commands. */
    public List<Integer> indentedCode() {
        var found = new ArrayList<Integer>();
        var before = new ArrayList<>(List.of(""));
        forProse((number, line) -> {
            if (line.startsWith("    ") && before.getLast().isEmpty()) {
                found.add(number);
            }
            before.add(line);
        });
        return found;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private interface Prose {
        void line(int number, String line);
    }

    private void forProse(Prose prose) {
        var fenced = false;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(FENCE)) {
                fenced = !fenced;
            } else if (!fenced) {
                prose.line(i + 1, lines.get(i));
            }
        }
    }

    private static Optional<String> comment(String line) {
        var comment = COMMENT.matcher(line);
        return comment.matches() ? Optional.of(comment.group(1)) : Optional.empty();
    }

    private static Stream<Document> markdown(Path folder, int depth) {
        try (var files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().map(Document::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
