package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.manifests.RenderingTest;
import dev.lictor.testing.servers.LictorProcess;
import dev.lictor.testing.servers.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program prints what {@link RenderingTest} expects. */
class RenderIT {
    private static final Path EXPECTED = Path.of("src/test/resources/rendering/traefik-lan");
    private static final Map<String, String> RELEASE = Map.of("LICTOR_IMAGE", "lictor:1.0.0");
    private static final String SETTINGS = "--config=k8s/examples/traefik-lan/lictor.properties";

    @Test
    void theExamplesObjectsAndNoSecret() throws IOException {
        var rendered = LictorProcess.run(RELEASE, "render", SETTINGS);

        assertThat(rendered.exitCode()).as(rendered.err()).isZero();
        assertThat(documents(rendered.out())).containsExactlyInAnyOrderElementsOf(expected());
    }

    @Test
    void secretsOnlyForThoseWhoAskForThem() {
        var rendered = LictorProcess.run(RELEASE, "render", SETTINGS, "--with-secrets");

        assertThat(rendered.exitCode()).as(rendered.err()).isZero();
        assertThat(documents(rendered.out()))
                .filteredOn(document -> document.contains("kind: \"Secret\""))
                .hasSize(2);
    }

    @Test
    void aFolderThatKustomizeReads(@TempDir Path parent) {
        TestServers.require("kubernetes");
        var folder = parent.resolve("consul").toString();
        var rendered = LictorProcess.run(RELEASE, "render", SETTINGS, "--with-secrets", "--output-dir", folder);
        assertThat(rendered.exitCode()).as(rendered.err()).isZero();

        var kustomized =
                TestServers.run(List.of(TestServers.run("kubernetes", "newest") + "/kubectl", "kustomize", folder));

        assertThat(kustomized.split("(?m)^---$"))
                .hasSize(rendered.lines().size() - 1)
                .anyMatch(document -> document.contains("kind: StatefulSet"))
                .anyMatch(document -> document.contains("kind: Secret"));
        assertThat(rendered.out()).contains("kustomization.yaml written");
        assertThat(rendered.err()).contains("never commit");

        var again = LictorProcess.run(RELEASE, "render", SETTINGS, "--output-dir", folder);
        assertThat(again.lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
    }

    @Test
    void aFolderOfSomebodyElseIsRefused(@TempDir Path folder) throws IOException {
        var theirs = Files.writeString(folder.resolve("theirs.yaml"), "theirs");

        var refused = LictorProcess.run(RELEASE, "render", SETTINGS, "--output-dir", folder.toString());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("is not empty", "theirs.yaml");
        assertThat(folder).isDirectoryContaining(theirs::equals);
    }

    private static List<String> documents(String yaml) {
        return List.of(yaml.substring("---\n".length()).split("(?m)^---\n", -1));
    }

    private static List<String> expected() throws IOException {
        var expected = new ArrayList<String>();
        try (var files = Files.list(EXPECTED)) {
            for (var file : files.filter(file -> !file.getFileName().toString().startsWith("Secret-"))
                    .toList()) {
                expected.addAll(documents(Files.readString(file)));
            }
        }
        return expected;
    }
}
