package dev.lictor.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.config.SettingsSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The objects of a cluster, a folder a case: its settings, and a file for each object that they must lead to. After a wanted change
 * {@code mvn test -Dtest=RenderingTest -Dgolden.update=true} writes the files anew, for the diff to be read.
 */
public class RenderingTest {
    private static final Path CASES = Path.of("src/test/resources/rendering");
    private static final String SETTINGS = "settings.properties";

    static List<String> cases() throws IOException {
        try (var folders = Files.list(CASES)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyObjectIsAsExpectedAndThereIsNoOther(String name) throws IOException {
        var rendered = render(settings(name));
        if (Boolean.getBoolean("golden.update")) {
            write(CASES.resolve(name), rendered);
        }

        var expected = expected(CASES.resolve(name));

        assertThat(rendered).containsOnlyKeys(expected.keySet());
        expected.forEach((file, content) -> assertThat(rendered.get(file))
                .as("%s of the case %s", file, name)
                .isEqualTo(content));
    }

    /** An example that users apply is tested as it is. */
    private static Path settings(String name) {
        var example = Path.of("k8s/examples", name, "lictor.properties");
        return Files.exists(example) ? example : CASES.resolve(name).resolve(SETTINGS);
    }

    private static Map<String, String> render(Path settings) {
        var source = new SettingsSource(Optional.of(settings), Map.of(), Map.of());
        var spec = source.read().specification("1.0.0");
        var files = new TreeMap<String, String>();
        objects(spec)
                .forEach(object -> files.put(
                        "%s-%s.yaml"
                                .formatted(
                                        object.getKind(), object.getMetadata().getName()),
                        Serialization.asYaml(object)));
        return files;
    }

    private static Stream<HasMetadata> objects(ClusterSpec spec) {
        var objects = new ArrayList<HasMetadata>();
        objects.add(NamespaceObject.of(spec));
        var keys = new KeyMaterialFactory(spec, new SecureRandom(), Clock.systemUTC());
        keys.all().values().forEach(secret -> objects.add(withoutContent(secret)));
        objects.addAll(DesiredObjects.of(spec));
        return objects.stream();
    }

    /** Key material is another one each time. */
    private static Secret withoutContent(Secret secret) {
        var blank = new TreeMap<>(secret.getData());
        blank.replaceAll((key, value) -> "...");
        return new SecretBuilder(secret).withData(blank).build();
    }

    private static Map<String, String> expected(Path folder) throws IOException {
        var expected = new TreeMap<String, String>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(file -> !file.endsWith(SETTINGS)).toList()) {
                expected.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return expected;
    }

    private static void write(Path folder, Map<String, String> rendered) throws IOException {
        for (var file : expected(folder).keySet()) {
            Files.delete(folder.resolve(file));
        }
        for (var file : rendered.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }
}
