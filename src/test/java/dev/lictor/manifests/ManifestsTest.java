package dev.lictor.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.config.SettingsSource;
import dev.lictor.kubernetes.Permission;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Do the manifests of k8s/ fit the program? */
class ManifestsTest {
    private static final Path MANIFESTS = Path.of("k8s");
    private static final String LARGEST = "7";

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native-micro"})
    void theProgramOfTheHookIsInEachImage(String image) throws IOException {
        var hook = Files.readString(Path.of("src/test/resources/rendering/guarded/StatefulSet-consul.yaml"));
        var dockerfile = Files.readString(Path.of("src/main/docker/Dockerfile." + image));

        assertThat(hook).contains("/usr/local/bin/lictor");
        assertThat(dockerfile).containsPattern("COPY .* /usr/local/bin/lictor\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "examples/traefik-lan"})
    void theRoleNamesExactlyTheObjectsOfTheSettings(String folder) throws IOException {
        var settings = MANIFESTS.resolve(folder).resolve("lictor.properties");
        var namesOfKind = new TreeMap<String, Set<String>>();
        // What the cluster may grow to, and what else it may be asked for, without another Role.
        var spec = specification(
                settings,
                Map.of(
                        "lictor.servers",
                        LARGEST,
                        "lictor.verify-incoming",
                        "all",
                        "lictor.ports.http",
                        "-1",
                        "lictor.network.policy",
                        "true",
                        "lictor.monitoring.pod-monitor",
                        "true"));
        namesOfKind.put("namespaces", Set.of(spec.names().namespace()));
        namesOfKind.put("secrets", KeyMaterialKind.bySecret(spec).keySet());
        namesOfKind.put(
                "persistentvolumeclaims",
                new TreeSet<>(spec.names().servers(spec.servers()).stream()
                        .map(server -> "data-" + server)
                        .toList()));
        var pods = new TreeSet<>(spec.names().servers(spec.servers()));
        pods.add(ConfigurationCheckPod.name(spec));
        namesOfKind.put("pods", pods);
        namesOfKind.put("pods/eviction", new TreeSet<>(spec.names().servers(spec.servers())));
        DesiredObjects.of(spec)
                .forEach(object -> namesOfKind
                        .computeIfAbsent(resource(object), kind -> new TreeSet<>())
                        .add(object.getMetadata().getName()));

        var named = new TreeMap<String, Set<String>>();
        rules(folder).stream()
                .filter(rule -> !rule.getResourceNames().isEmpty())
                .forEach(rule -> named.computeIfAbsent(rule.getResources().getFirst(), kind -> new TreeSet<>())
                        .addAll(rule.getResourceNames()));

        assertThat(named).isEqualTo(namesOfKind);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "examples/traefik-lan"})
    void onlyRulesThatCannotHaveResourceNamesHaveNone(String folder) throws IOException {
        assertThat(rules(folder))
                .filteredOn(rule -> rule.getResourceNames().isEmpty())
                .extracting(rule -> rule.getVerbs() + " " + rule.getResources())
                .containsExactly("[create] [secrets]", "[list] [pods]", "[create] [events]", "[list] [events]");
    }

    @Test
    void theBaseHasTheDefaultSettings() {
        assertThat(specification(MANIFESTS.resolve("lictor.properties"), Map.of()))
                .isEqualTo(Specs.usual());
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "examples/traefik-lan"})
    void theImageHasThisVersion(String folder) throws IOException {
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + imageTag(folder) + "</version>");
    }

    private static String imageTag(String folder) throws IOException {
        return Files.readAllLines(MANIFESTS.resolve(folder).resolve("kustomization.yaml")).stream()
                .filter(line -> line.startsWith("  newTag: "))
                .findFirst()
                .orElseThrow()
                .substring("  newTag: ".length());
    }

    private static List<PolicyRule> rules(String folder) throws IOException {
        var role = Files.readString(MANIFESTS.resolve(folder).resolve("role.yaml"));
        return Serialization.unmarshal(role, Role.class).getRules();
    }

    private static ClusterSpec specification(Path settings, Map<String, String> flags) {
        return new SettingsSource(Optional.of(settings), Map.of(), flags).read().specification(Specs.RELEASE);
    }

    private static String resource(HasMetadata object) {
        return Permission.to("get", object).resource();
    }
}
