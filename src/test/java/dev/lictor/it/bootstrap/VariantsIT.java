package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.manifests.RenderingTest;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real API server accepts each case of {@link RenderingTest}, and a second run changes nothing. Each case has a namespace of its own. */
@Tag("native")
class VariantsIT {
    private static final Path CASES = Path.of("src/test/resources/rendering");
    private static final Path POD_MONITORS = Path.of("src/test/resources/pod-monitors.yaml");
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    @AutoClose
    private static ApiServer api;

    @TempDir
    Path directory;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
        api.kubectl("create", "-f", POD_MONITORS.toString());
        api.kubectl("wait", "--for=condition=Established", "customresourcedefinitions", "--all", "--timeout=60s");
        api.kubectl("create", "priorityclass", "stores", "--value=1000");
    }

    /** Settings that are more than numbers and names. */
    static List<String> cases() {
        return List.of("every-setting", "guarded", "one-node", "first-tls-stanza");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTakenAndASecondRunMovesNoResourceVersion(String name) throws IOException {
        var ruler = ruler();

        var first = ruler.bootstrap("--config=" + settings(name));
        var before = versions(ruler.namespace());
        var second = ruler.bootstrap("--config=" + settings(name));

        assertThat(first.exitCode()).as(first.words()).isZero();
        assertThat(first.err()).doesNotContain("is stored without");
        assertThat(first.lines().stream().skip(1)).allMatch(line -> line.endsWith(" created"));
        assertThat(second.exitCode()).as(second.words()).isZero();
        assertThat(second.lines())
                .hasSameSizeAs(first.lines())
                .allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(versions(ruler.namespace())).isEqualTo(before);
        assertThat(pod(ruler.namespace())).endsWith(" created (server dry run)");
    }

    @Test
    void aChangedConfigurationRollsThePodsAndOneInAnotherOrderDoesNot() {
        var ruler = ruler();
        ruler.bootstrap("--set=lictor.extra.consul={\"log_level\": \"WARN\", \"limits\": {\"rpc_rate\": 100}}");

        var reordered =
                ruler.bootstrap("--set=lictor.extra.consul={\"limits\": {\"rpc_rate\": 100}, \"log_level\": \"WARN\"}");
        var changed = ruler.bootstrap("--set=lictor.extra.consul={\"log_level\": \"INFO\"}");

        assertThat(reordered.lines()).allMatch(line -> line.endsWith(" unchanged") || line.contains(" kept: "));
        assertThat(changed.lines())
                .anyMatch(line -> line.startsWith("configmap/consul-config changed: data.config-"))
                .anyMatch(line ->
                        line.startsWith("statefulset/consul changed: ") && line.contains("spec.template.spec.volumes"));
    }

    /** Behind a feature gate that is off. */
    @Test
    void fieldsThatTheApiServerDropsAreNamed() {
        var ruler = ruler();
        String[] wanted = {
            "--set=lictor.extra.volumes=[{\"name\": \"audit\", \"emptyDir\": {\"mode\": 448, \"sizeLimit\":"
                    + " \"1024Mi\"}}]",
            "--set=lictor.extra.mounts=[{\"name\": \"audit\", \"mountPath\": \"/audit\"}]"
        };
        var warning = "lictor: warning: statefulset/consul is stored without"
                + " .spec.template.spec.volumes[name=\"audit\"].emptyDir.mode: ";

        var created = ruler.bootstrap(wanted);
        var unchanged = ruler.bootstrap(wanted);
        var elsewhere = ruler.bootstrap();

        assertThat(created.exitCode()).as(created.words()).isZero();
        assertThat(created.lines()).contains("statefulset/consul created");
        assertThat(created.err().lines())
                .filteredOn(line -> line.contains("is stored without"))
                .hasSize(1)
                .allMatch(line -> line.startsWith(warning));
        assertThat(unchanged.lines()).contains("statefulset/consul unchanged");
        assertThat(unchanged.err()).contains(warning);
        assertThat(elsewhere.err()).doesNotContain("is stored without");
    }

    @Test
    void uninstallRemovesOptionalObjectsToo() {
        var ruler = ruler();
        ruler.bootstrap("--set=lictor.network.policy=true", "--set=lictor.monitoring.pod-monitor=true");

        var removed = ruler.lictor("uninstall", "--namespace=" + ruler.namespace());

        assertThat(removed.exitCode()).as(removed.words()).isZero();
        assertThat(removed.lines()).contains("networkpolicy/consul removed", "podmonitor/consul removed");
    }

    @Test
    void claimsAreDeletedWithTheStatefulSetIfSet() {
        var ruler = ruler();
        ruler.bootstrap("--set=lictor.storage.when-deleted=delete");
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> claims(ruler, "{.metadata.ownerReferences[*].kind}"),
                        owners -> owners.equals("StatefulSet StatefulSet StatefulSet"));

        var removed = ruler.lictor("uninstall", "--namespace=" + ruler.namespace());

        assertThat(removed.exitCode()).as(removed.words()).isZero();
        assertThat(removed.words()).doesNotContain("persistentvolumeclaim/data-consul-0 kept");
        await().atMost(Duration.ofSeconds(60)).until(() -> claims(ruler, "{.metadata.name}"), String::isEmpty);
    }

    @Test
    void aPodMonitorThatTheApiServerDoesNotKnowIsRefusedBeforeAnythingIsWritten() {
        try (var bare = ApiServer.start()) {
            bare.kubectl("create", "namespace", "consul");
            var environment = Map.of("KUBECONFIG", bare.kubeconfig().toString());
            var wanted = "--set=lictor.monitoring.pod-monitor=true";

            var refused = LictorProcess.run(environment, "bootstrap", "--no-wait", wanted);
            var diff = LictorProcess.run(environment, "diff", wanted);
            var nothing = LictorProcess.run(environment, "uninstall", "--namespace=consul");

            assertThat(refused.exitCode()).isEqualTo(4);
            assertThat(refused.words())
                    .contains("refused: lictor.monitoring.pod-monitor is true, and the API server does not serve"
                            + " PodMonitors (monitoring.coreos.com/v1)");
            assertThat(diff.exitCode()).isEqualTo(4);
            assertThat(diff.words())
                    .contains("podmonitor/consul refused: the API server does not serve PodMonitor of"
                            + " monitoring.coreos.com/v1");
            assertThat(nothing.exitCode()).as(nothing.words()).isZero();
            assertThat(bare.kubectl("get", "secrets,statefulsets", "--namespace=consul", "--output=name"))
                    .isEmpty();
        }
    }

    /** Creates a pod of the template, because admission checks pods and not templates. */
    private String pod(String namespace) throws IOException {
        var json = new ObjectMapper();
        var template = json.readTree(api.kubectl(
                "get", "statefulsets", "--namespace=" + namespace, "--output=jsonpath={.items[0].spec.template}"));
        ObjectNode pod = template.deepCopy();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ((ObjectNode) pod.get("metadata")).put("name", "as-made").put("namespace", namespace);
        // The StatefulSet's controller adds the volume of each claim.
        var volumes = (ArrayNode) pod.at("/spec/volumes");
        if (!volumes.findValuesAsText("name").contains("data")) {
            volumes.addObject().put("name", "data").putObject("emptyDir");
        }
        var file = Files.writeString(directory.resolve("pod.json"), pod.toString());
        return api.kubectl("create", "--dry-run=server", "-f", file.toString());
    }

    private static String settings(String name) {
        return CASES.resolve(name).resolve("settings.properties").toString();
    }

    /** A namespace with restricted Pod Security, and its administrator without further permissions. */
    private static Ruler ruler() {
        var namespace = "variant-" + NAMESPACES.incrementAndGet();
        api.kubectl("create", "namespace", namespace);
        api.kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted");
        api.kubectl("create", "serviceaccount", "ruler", "--namespace=" + namespace);
        var ruler = "--serviceaccount=%s:ruler".formatted(namespace);
        api.kubectl("create", "rolebinding", "admin", "--clusterrole=admin", ruler, "--namespace=" + namespace);
        api.kubectl(
                "create",
                "role",
                "monitors",
                "--verb=get,list,create,patch,delete",
                "--resource=podmonitors.monitoring.coreos.com",
                "--namespace=" + namespace);
        api.kubectl("create", "rolebinding", "monitors", "--role=monitors", ruler, "--namespace=" + namespace);
        return new Ruler(namespace, api.kubeconfigOf(namespace, "ruler"));
    }

    private record Ruler(String namespace, Path kubeconfig) {
        FinishedProcess bootstrap(String... args) {
            var all = new ArrayList<>(List.of("bootstrap", "--no-wait", "--set=lictor.namespace=" + namespace));
            all.addAll(List.of(args));
            return lictor(all.toArray(String[]::new));
        }

        FinishedProcess lictor(String... args) {
            return LictorProcess.run(Map.of("KUBECONFIG", kubeconfig.toString()), args);
        }
    }

    private static String claims(Ruler ruler, String field) {
        return api.kubectl(
                "get",
                "persistentvolumeclaims",
                "--namespace=" + ruler.namespace(),
                "--output=jsonpath={range .items[*]}%s {end}".formatted(field));
    }

    /** Resource versions of the objects that only a run writes. */
    private static String versions(String namespace) {
        return api.kubectl(
                "get",
                "secrets,configmaps,services,serviceaccounts,networkpolicies,podmonitors",
                "--namespace=" + namespace,
                "--output=jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{'\\n'}{end}");
    }
}
