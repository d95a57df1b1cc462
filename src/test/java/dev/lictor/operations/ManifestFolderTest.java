package dev.lictor.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.testing.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFolderTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);
    private static final Map<String, String> FIVE_SERVERS = Map.of("lictor.servers", "5");

    @TempDir
    Path parent;

    private Path folder;

    @BeforeEach
    void aFolderThatIsNotThereYet() {
        folder = parent.resolve("deploy/consul");
    }

    @Test
    void aFileAnObjectAndAnIndexOfThem() throws IOException {
        render(Specs.usual());

        assertThat(texts())
                .containsOnlyKeys(
                        "configmap-consul-config.yaml",
                        "kustomization.yaml",
                        "namespace-consul.yaml",
                        "poddisruptionbudget-consul.yaml",
                        "service-consul-0.yaml",
                        "service-consul-1.yaml",
                        "service-consul-2.yaml",
                        "service-consul-join.yaml",
                        "service-consul.yaml",
                        "serviceaccount-consul.yaml",
                        "statefulset-consul.yaml");
        assertThat(Files.readString(folder.resolve("kustomization.yaml")))
                .contains("kind: Kustomization\nresources:\n- namespace-consul.yaml\n- serviceaccount-consul.yaml\n");
    }

    @Test
    void aSecondRenderingTouchesNothing() throws IOException {
        render(Specs.usual());
        var before = texts();
        age();

        assertThat(render(Specs.usual())).allMatch(line -> line.endsWith(" unchanged"));

        assertThat(texts()).isEqualTo(before);
        for (var file : before.keySet()) {
            assertThat(Files.getLastModifiedTime(folder.resolve(file))).as(file).isEqualTo(LONG_AGO);
        }
    }

    @Test
    void onlyWhatHasChangedIsWrittenAndWhatIsNoLongerRenderedIsRemoved() throws IOException {
        render(Specs.with(FIVE_SERVERS));

        assertThat(render(Specs.usual()))
                .contains(
                        "service-consul-4.yaml removed: it is no longer rendered",
                        "statefulset-consul.yaml written",
                        "kustomization.yaml written",
                        "service-consul-0.yaml unchanged");
        assertThat(texts()).doesNotContainKeys("service-consul-3.yaml", "service-consul-4.yaml");
    }

    @Test
    void filesOfOthersAreLeftAloneAndNamed() throws IOException {
        render(Specs.with(FIVE_SERVERS));
        var overlay = Files.writeString(folder.resolve("ingress.yaml"), "kind: Ingress\n");
        Files.createDirectory(folder.resolve("overlay"));
        Files.writeString(folder.resolve(".gitignore"), "*.bak\n");

        assertThat(render(Specs.usual()))
                .contains(
                        "ingress.yaml left alone: lictor did not write it",
                        "overlay left alone: lictor did not write it");
        assertThat(overlay).hasContent("kind: Ingress");
    }

    @Test
    void aFolderOfSomebodyElseIsRefused() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: []\n");

        assertThatThrownBy(() -> render(Specs.usual()))
                .isInstanceOf(FolderRefusedException.class)
                .hasMessageContaining("is not empty")
                .hasMessageContaining("kustomization.yaml");
        assertThat(texts()).hasSize(1);
    }

    @Test
    void aFileOfSomebodyElseThatIsInTheWayIsRefusedBeforeAnythingIsWritten() throws IOException {
        render(Specs.usual());
        Files.writeString(folder.resolve("service-consul-3.yaml"), "mine\n");
        var before = texts();

        assertThatThrownBy(() -> render(Specs.with(FIVE_SERVERS)))
                .isInstanceOf(FolderRefusedException.class)
                .hasMessageContaining("service-consul-3.yaml");
        assertThat(texts()).isEqualTo(before);
    }

    @Test
    void keyMaterialThatAnEditorHasReformattedIsNotRemoved() throws IOException {
        renderWithSecrets(Specs.usual());
        var ca = folder.resolve("secret-consul-ca.yaml");
        Files.writeString(ca, Files.readString(ca).replace("\"", ""));

        assertThat(render(Specs.usual()))
                .contains("secret-consul-ca.yaml kept: key material is never overwritten or removed");
        assertThat(ca).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"service-consul-4.yaml", "statefulset-consul.yaml", "service-consul-6.yaml"})
    void aFileThatChangesDuringRenderIsNotOverwritten(String name) throws IOException {
        render(Specs.with(FIVE_SERVERS));
        var spec = Specs.with(Map.of("lictor.servers", name.contains("6") ? "7" : "3"));
        var opened = ManifestFolder.open(folder);
        Files.writeString(folder.resolve(name), "mine\n");

        assertThatThrownBy(() -> opened.write(NamespaceObject.of(spec), List.of(), DesiredObjects.of(spec)))
                .isInstanceOf(FolderRefusedException.class)
                .hasMessageContaining(name);
        assertThat(folder.resolve(name)).hasContent("mine");
    }

    @Test
    void anInterruptedRenderIsCompletedByTheNext() throws IOException {
        render(Specs.usual());
        Files.delete(folder.resolve("kustomization.yaml"));
        Files.delete(folder.resolve("service-consul.yaml"));

        render(Specs.usual());

        assertThat(texts()).hasSize(11);
    }

    @Test
    void keyMaterialIsPrivateAndNeverReplaced() throws IOException {
        renderWithSecrets(Specs.usual());
        var before = texts();

        assertThat(renderWithSecrets(Specs.usual()))
                .contains("secret-consul-ca.yaml kept: key material is never overwritten or removed")
                .contains("kustomization.yaml unchanged");
        assertThat(render(Specs.usual())).contains("kustomization.yaml unchanged");
        render(Specs.with(Map.of("lictor.name", "other")));

        for (var name : List.of("secret-consul-ca.yaml", "secret-consul-gossip.yaml", "secret-consul-tls.yaml")) {
            assertThat(folder.resolve(name)).as(name).hasContent(before.get(name));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theExistingCaSignsMissingCertificates() throws IOException {
        renderWithSecrets(Specs.usual());

        assertThat(renderWithSecrets(Specs.with(Map.of("lictor.verify-incoming", "all"))))
                .contains("secret-consul-client-tls.yaml written");

        var ca = entry("secret-consul-ca.yaml", "ca.crt");
        assertThat(entry("secret-consul-client-tls.yaml", "ca.crt")).isEqualTo(ca);
    }

    @Test
    void aMissingCaIsNotReplacedIfItsCertificatesExist() throws IOException {
        renderWithSecrets(Specs.usual());
        Files.delete(folder.resolve("secret-consul-ca.yaml"));

        assertThatThrownBy(() -> renderWithSecrets(Specs.usual()))
                .isInstanceOf(FolderRefusedException.class)
                .hasMessageContaining("secret-consul-ca.yaml");
        assertThat(folder.resolve("secret-consul-ca.yaml")).doesNotExist();
    }

    private List<String> render(ClusterSpec spec) {
        return lines(ManifestFolder.open(folder).write(NamespaceObject.of(spec), List.of(), DesiredObjects.of(spec)));
    }

    private List<String> renderWithSecrets(ClusterSpec spec) {
        var manifests = ManifestFolder.open(folder);
        var secrets = new KeyMaterialFactory(spec, new SecureRandom(), Clock.systemUTC()).all(manifests.secrets(spec));
        return lines(manifests.write(NamespaceObject.of(spec), secrets.values(), DesiredObjects.of(spec)));
    }

    private static List<String> lines(List<FileOutcome> outcomes) {
        return outcomes.stream().map(FileOutcome::toString).toList();
    }

    private Map<String, String> texts() throws IOException {
        var texts = new TreeMap<String, String>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return texts;
    }

    private String entry(String file, String key) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .filter(line -> line.startsWith("  " + key + ": "))
                .findFirst()
                .orElseThrow();
    }

    private void age() throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                Files.setLastModifiedTime(file, LONG_AGO);
            }
        }
    }
}
