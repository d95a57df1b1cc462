package dev.lictor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What documents promise about themselves. DocumentsIT and DocumentsE2E run their shell commands. */
class DocumentsTest {
    private static final Path README = Path.of("README.md");
    private static final Path HOW_TO = Path.of("docs/how-to/README.md");

    /** In the code blocks of pages with commands: sh is run, the others show what is printed or written. */
    private static final Set<String> LANGUAGES = Set.of("sh", "text", "properties", "yaml", "json");

    private static final Pattern TEST_CLASS = Pattern.compile("\\b[A-Z]\\w*(?:IT|E2E|Test)\\b");

    @Test
    void linksBetweenDocumentsLeadSomewhere() {
        assertThat(Document.all().stream()
                        .flatMap(document -> document.links().stream()
                                .filter(link -> !link.target().matches("[a-z]+:.*"))
                                .filter(link -> !leadsSomewhere(document, link.target()))
                                .map(link -> "%s:%d: %s".formatted(document, link.line(), link.target()))))
                .isEmpty();
    }

    @Test
    void aCommandIsRunByATestOrSaysWhyNot() {
        assertThat(Document.withCommands().stream()
                        .flatMap(document -> document.blocks().stream()
                                .filter(Document.Block::isShell)
                                .filter(block -> block.comment().isPresent())
                                .filter(block -> !block.runsUntilStopped()
                                        && !block.needsPods()
                                        && block.whyNotRun()
                                                .filter(why -> !why.isEmpty())
                                                .isEmpty())
                                .map(block -> "%s:%d: %s".formatted(document, block.line(), block.comment()))))
                .as("comments before commands that neither say `not run: ...` nor how a test runs them")
                .isEmpty();
        assertThat(Document.withCommands().stream()
                        .flatMap(document -> document.blocks().stream()
                                .filter(block -> !LANGUAGES.contains(block.language()))
                                .map(block -> "%s:%d".formatted(document, block.line()))))
                .as("code blocks that do not say what they hold")
                .isEmpty();
        assertThat(Document.withCommands().stream()
                        .flatMap(document ->
                                document.indentedCode().stream().map(line -> "%s:%d".formatted(document, line))))
                .as("code that is only indented")
                .isEmpty();
    }

    @Test
    void testsThatDocumentsNameAreThere() {
        var tests = testClasses();
        assertThat(Document.withCommands().stream()
                        .flatMap(document -> document.blocks().stream())
                        .flatMap(block -> block.whyNotRun().stream())
                        .flatMap(why -> TEST_CLASS.matcher(why).results().map(MatchResult::group)))
                .isNotEmpty()
                .isSubsetOf(tests);
    }

    @Test
    void theReadmeIsOnePage() {
        assertThat(Document.read(README).lines())
                .as("details belong to a page in docs")
                .hasSizeLessThanOrEqualTo(150);
    }

    @Test
    void eachTaskIsInTheListOfTasks() {
        var listed = Document.read(HOW_TO).links().stream()
                .map(Document.Link::target)
                .collect(Collectors.toSet());
        assertThat(Document.withCommands().stream()
                        .map(Document::path)
                        .filter(path -> path.startsWith("docs/how-to") && !path.equals(HOW_TO))
                        .map(path -> path.getFileName().toString()))
                .isNotEmpty()
                .isSubsetOf(listed);
    }

    private static boolean leadsSomewhere(Document from, String target) {
        var parts = List.of(target.split("#", 2));
        var file = parts.getFirst().isEmpty()
                ? from.path()
                : from.path().resolveSibling(parts.getFirst()).normalize();
        return Files.exists(file)
                && (parts.size() == 1 || Document.read(file).anchors().contains(parts.getLast()));
    }

    private static Set<String> testClasses() {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
