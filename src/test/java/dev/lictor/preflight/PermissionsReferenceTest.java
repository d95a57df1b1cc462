package dev.lictor.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.cluster.ConsulVersion;
import dev.lictor.kubernetes.Permission;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.reference.ReferencePage;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/permissions.md has the rights of the manifests and of the code, and docs/reference/preflight.md all rules. */
class PermissionsReferenceTest {
    private static final ReferencePage PERMISSIONS = ReferencePage.of("permissions");
    private static final ReferencePage PREFLIGHT = ReferencePage.of("preflight");
    private static final Pattern RULE = Pattern.compile("(\\w+Rules::\\w+)");

    @Test
    void theRole() throws IOException {
        var role = Serialization.unmarshal(Files.readString(Path.of("k8s/role.yaml")), Role.class);

        assertThat(PERMISSIONS.rows("role").stream()
                        .map(row -> "%s %s named=%s"
                                .formatted(row.get(1), right(row), !row.get(3).equals("any"))))
                .containsExactlyElementsOf(role.getRules().stream()
                        .map(rule -> "%s %s named=%s"
                                .formatted(
                                        group(rule),
                                        right(rule),
                                        !rule.getResourceNames().isEmpty()))
                        .toList());
    }

    @Test
    void theClusterRole() throws IOException {
        var role = Serialization.unmarshal(
                Files.readString(Path.of("k8s/cluster-rights/cluster-role.yaml")), ClusterRole.class);

        assertThat(PERMISSIONS.rows("cluster role").stream().map(row -> row.get(1) + " " + right(row)))
                .containsExactlyElementsOf(role.getRules().stream()
                        .map(rule -> group(rule) + " " + right(rule))
                        .toList());
    }

    @Test
    void whatATakeoverNeedsInAddition() {
        var refusing = RequiredPermissions.atMost(BootstrapRequest.of(Specs.usual()), true);
        var adopting = new TreeSet<String>();
        RequiredPermissions.atMost(
                        new BootstrapRequest(
                                Specs.usual(), SuppliedKeys.none(), AdoptionPolicy.ADOPT, ConflictPolicy.YIELD),
                        true)
                .stream()
                .filter(right -> !refusing.contains(right))
                .map(PermissionsReferenceTest::text)
                .forEach(adopting::add);

        var documented = new TreeSet<String>();
        PERMISSIONS
                .rows("adopt")
                .forEach(row -> ReferencePage.codes(row.get(0))
                        .forEach(resource -> ReferencePage.codes(row.get(2))
                                .forEach(verb -> documented.add("%s %s %s".formatted(verb, resource, row.get(1))))));
        assertThat(documented).isEqualTo(adopting);
    }

    @Test
    void whatAnUninstallNeeds() {
        assertThat(PERMISSIONS.rows("uninstall").stream()
                        .map(row -> ReferencePage.codes(row.get(0)).getFirst() + " " + row.get(1)))
                .containsExactlyElementsOf(Stream.of(ResourceKind.values())
                        .map(kind -> kind.plural() + " " + group(kind))
                        .toList());
    }

    @Test
    void everyPreflightRule() throws IOException {
        var rules = Files.readString(Path.of("src/main/java/dev/lictor/preflight/Rules.java"));

        assertThat(PREFLIGHT.codes("checks", 4))
                .containsExactlyInAnyOrderElementsOf(
                        RULE.matcher(rules).results().map(rule -> rule.group(1)).toList());
    }

    @Test
    void knownFlaws() {
        assertThat(PREFLIGHT.column("flaws", 0))
                .containsExactlyElementsOf(Stream.of(KnownVulnerability.values())
                        .map(KnownVulnerability::inWords)
                        .toList());
        PREFLIGHT
                .rows("flaws")
                .forEach(row -> ReferencePage.codes(row.get(1))
                        .forEach(fix -> assertThat(KnownVulnerability.of(
                                        ConsulVersion.parse(fix).orElseThrow()))
                                .extracting(KnownVulnerability::inWords)
                                .as("flaws of %s", fix)
                                .doesNotContain(row.get(0))));
    }

    private static String text(Permission right) {
        return "%s %s %s"
                .formatted(right.verb(), right.resource(), right.group().isEmpty() ? "core" : right.group());
    }

    private static String right(List<String> row) {
        return ReferencePage.codes(row.get(0)) + " "
                + Set.copyOf(ReferencePage.codes(row.get(2))).stream().sorted().toList();
    }

    private static String right(PolicyRule rule) {
        return rule.getResources() + " " + rule.getVerbs().stream().sorted().toList();
    }

    private static String group(PolicyRule rule) {
        return rule.getApiGroups().getFirst().isEmpty()
                ? "core"
                : rule.getApiGroups().getFirst();
    }

    /** Such as {@code apps} of {@code /apis/apps/v1}. */
    private static String group(ResourceKind kind) {
        return kind.api().startsWith("/apis/") ? kind.api().split("/", -1)[2] : "core";
    }
}
