package dev.lictor.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.testing.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/objects.md has every object, in the order in which they are written, and every reason to issue a certificate again. */
class ObjectsReferenceTest {
    private static final ReferencePage PAGE = ReferencePage.of("objects");
    private static final Path REASONS = Path.of("src/main/java/dev/lictor/pki/ReissueRules.java");
    private static final Pattern REASON = Pattern.compile("ReissueRules::(\\w+)");

    @Test
    void objectsInTheirOrder() {
        var spec = Specs.with(Map.of(
                "lictor.name", "example",
                "lictor.namespace", "somewhere",
                "lictor.verify-incoming", "all",
                "lictor.network.policy", "true",
                "lictor.monitoring.pod-monitor", "true"));
        var objects = Stream.of(
                        Stream.of("Namespace "
                                + NamespaceObject.of(spec).getMetadata().getName()),
                        KeyMaterialKind.bySecret(spec).keySet().stream().map(name -> "Secret " + name),
                        DesiredObjects.of(spec).stream()
                                .map(object -> object.getKind() + " "
                                        + object.getMetadata().getName()))
                .flatMap(names -> names)
                .map(name -> name.replace("somewhere", "<namespace>")
                        .replace("example", "<name>")
                        .replaceAll("-\\d$", "-<ordinal>"))
                .distinct()
                .toList();

        assertThat(PAGE.column("objects", 0).stream().map(cell -> cell.replace("`", "")))
                .containsExactlyElementsOf(objects);
    }

    @Test
    void entriesOfSecrets() {
        var entries = KeyMaterialKind.bySecret(Specs.with(Map.of("lictor.verify-incoming", "all"))).values().stream()
                .map(parts -> parts.iterator().next().keys())
                .toList();

        assertThat(PAGE.rows("objects"))
                .filteredOn(row -> row.getFirst().startsWith("Secret "))
                .extracting(row -> ReferencePage.codes(row.get(2)).stream()
                        .limit(entries.get(indexOf(row)).size())
                        .toList())
                .containsExactlyElementsOf(entries);
    }

    @Test
    void reasonsToIssueACertificateAgain() throws IOException {
        var source = Files.readString(REASONS);
        var rules = source.substring(source.indexOf("RULES = "), source.indexOf("DEFECTS = "));

        assertThat(PAGE.codes("reasons", 3))
                .containsExactlyElementsOf(REASON.matcher(rules)
                        .results()
                        .map(rule -> rule.group(1))
                        .toList());
    }

    @Test
    void defects() throws IOException {
        var source = Files.readString(REASONS);
        var defects = REASON.matcher(
                        source.substring(source.indexOf("DEFECTS = "), source.indexOf("private static final int")))
                .results()
                .map(rule -> rule.group(1))
                .filter(PAGE.codes("reasons", 3)::contains)
                .toList();

        assertThat(PAGE.rows("reasons"))
                .filteredOn(row -> row.get(1).equals("yes"))
                .extracting(row -> ReferencePage.codes(row.get(3)).getFirst())
                .containsExactlyElementsOf(defects);
    }

    private static int indexOf(List<String> secret) {
        return PAGE.rows("objects").stream()
                .filter(row -> row.getFirst().startsWith("Secret "))
                .toList()
                .indexOf(secret);
    }
}
