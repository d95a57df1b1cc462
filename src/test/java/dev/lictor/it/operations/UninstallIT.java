package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.kubernetes.fabric8.Fabric8KubernetesApi;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.KubeconfigUser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs {@code uninstall} on a real API server, whose controllers create pods and claims. There is no node. */
class UninstallIT {
    /** What docs/reference/permissions.md says that an uninstall needs. */
    private static final String RESOURCES =
            "statefulsets,services,configmaps,poddisruptionbudgets,serviceaccounts,networkpolicies,secrets,persistentvolumeclaims,pods";

    @AutoClose
    private static ApiServer api;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
    }

    @Test
    void uninstallRemovesWhatCanBeCreatedAgainAndKeepsTheRest() {
        var administrator = installed();
        administrator.kubectl("create", "service", "clusterip", "consul-ui", "--tcp=80");
        administrator.kubectl("create", "secret", "generic", "consul-backup");
        var operator = administrator.withRights("list,delete", RESOURCES);

        var first = operator.succeeds("uninstall");

        assertThat(first.lines())
                .filteredOn(line -> line.endsWith(" removed"))
                .hasSize(10)
                .startsWith("statefulset/consul removed")
                .endsWith("secret/consul-tls removed");
        assertThat(first.lines())
                .contains("secret/consul-ca kept: holds what cannot be created again (ca.crt, ca.key); uninstall"
                        + " --wipe=consul removes it, too")
                .anyMatch(line -> line.startsWith("persistentvolumeclaim/data-consul-2 kept: holds a server's data"))
                .last()
                .asString()
                .startsWith("namespace/" + operator.namespace() + " kept: ");
        assertThat(administrator.objects())
                .filteredOn(object -> object.contains("consul"))
                .containsExactlyInAnyOrder(
                        "Secret/consul-ca",
                        "Secret/consul-gossip",
                        "PersistentVolumeClaim/data-consul-0",
                        "PersistentVolumeClaim/data-consul-1",
                        "PersistentVolumeClaim/data-consul-2",
                        "Service/consul-ui",
                        "Secret/consul-backup");
    }

    @Test
    void aSecondRunHasNothingToRemove() {
        var operator = installed();
        operator.succeeds("uninstall");

        var second = operator.succeeds("uninstall");

        assertThat(second.lines())
                .contains("nothing to remove for cluster consul in namespace " + operator.namespace())
                .noneMatch(line -> line.endsWith(" removed"));
    }

    @Test
    void theNextBootstrapUsesWhatUninstallKept() {
        var operator = installed();
        var ca = operator.kubectl("get", "secret", "consul-ca", "--output=jsonpath={.data}");
        operator.succeeds("uninstall");

        assertThat(operator.succeeds("bootstrap", "--no-wait").lines())
                .contains("secret/consul-tls created")
                .anyMatch(line -> line.startsWith("secret/consul-ca kept: "));

        assertThat(operator.kubectl("get", "secret", "consul-ca", "--output=jsonpath={.data}"))
                .isEqualTo(ca);
    }

    @Test
    void onlyTheClaimsThatKubernetesWouldRemoveWithOurServersAreRemoved() {
        var operator = KubeconfigUser.administrator(api);
        operator.succeeds("bootstrap", "--no-wait", "--set=lictor.storage.when-deleted=delete");
        var servers = operator.kubectl("get", "statefulset", "consul", "--output=jsonpath={.metadata.uid}");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(operator.kubectl(
                                        "get",
                                        "persistentvolumeclaims",
                                        "--output=jsonpath={.items[*].metadata.ownerReferences[*].uid}")
                                .split(" "))
                        .hasSize(3)
                        .containsOnly(servers));
        operator.kubectl("create", "configmap", "backup-policy");
        var policy = operator.kubectl("get", "configmap", "backup-policy", "--output=jsonpath={.metadata.uid}");
        var owner = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"backup-policy\",\"uid\":\"%s\"}"
                .formatted(policy);
        operator.kubectl(
                "patch",
                "persistentvolumeclaim",
                "data-consul-2",
                "--type=json",
                "--patch=[{\"op\":\"add\",\"path\":\"/metadata/ownerReferences/-\",\"value\":%s}]".formatted(owner));

        var dry = operator.succeeds("uninstall", "--dry-run");
        var done = operator.succeeds("uninstall");

        assertThat(dry.lines())
                .contains("persistentvolumeclaim/data-consul-1 would be removed")
                .anyMatch(line -> line.startsWith("persistentvolumeclaim/data-consul-2 kept: holds a server's data"));
        assertThat(done.lines())
                .anyMatch(line -> line.startsWith("persistentvolumeclaim/data-consul-2 kept: holds a server's data"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(operator.objects())
                        .filteredOn(object -> object.startsWith("PersistentVolumeClaim/"))
                        .containsExactly("PersistentVolumeClaim/data-consul-2"));
    }

    @Test
    void anObjectThatWasReplacedAfterItWasReadIsKept() {
        var operator = installed();
        var kubernetes = Fabric8KubernetesApi.connect(api.administrator());
        var labels = "app.kubernetes.io/managed-by=lictor";
        var seen = kubernetes
                .listByLabels(ResourceKind.CONFIG_MAP, operator.namespace(), labels)
                .getFirst();
        var servers = kubernetes
                .listByLabels(ResourceKind.STATEFUL_SET, operator.namespace(), labels)
                .getFirst();
        var pod = kubernetes.pods(operator.namespace(), List.of("consul-1")).getFirst();
        operator.kubectl("delete", "configmap", seen.key().name());
        operator.kubectl("create", "configmap", seen.key().name());
        operator.kubectl("annotate", "statefulset", "consul", "example.com/seen=since");
        operator.kubectl("delete", "pod", "consul-1", "--now");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !kubernetes.pods(operator.namespace(), List.of("consul-1")).stream()
                        .map(found -> found.getMetadata().getUid())
                        .toList()
                        .equals(List.of(pod.getMetadata().getUid())));

        assertThatThrownBy(() -> kubernetes.delete(seen)).isInstanceOf(WriteConflictException.class);
        assertThatThrownBy(() -> kubernetes.deleteOrphaning(servers)).isInstanceOf(WriteConflictException.class);
        assertThatThrownBy(() -> kubernetes.deletePod(pod)).isInstanceOf(WriteConflictException.class);
        assertThat(operator.objects()).contains("ConfigMap/" + seen.key().name(), "StatefulSet/consul");
    }

    @Test
    void aWipeRemovesKeysAndDataButNotTheNamespace() {
        var operator = installed();

        var wiped = operator.succeeds("uninstall", "--wipe=consul");

        assertThat(wiped.lines())
                .contains("secret/consul-ca removed", "persistentvolumeclaim/data-consul-0 removed")
                .last()
                .asString()
                .startsWith("namespace/" + operator.namespace() + " kept: ");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(operator.objects()).noneMatch(object -> object.contains("consul")));
    }

    @Test
    void aNameThatIsNotTheClustersWipesNothing() {
        var operator = installed();
        var before = operator.objects();

        var mistyped = operator.run("uninstall", "--wipe=consol");
        var untyped = operator.run("uninstall", "--wipe");

        assertThat(mistyped.exitCode()).isEqualTo(2);
        assertThat(mistyped.err()).contains("the cluster's name is consul and not 'consol'");
        assertThat(untyped.exitCode()).isEqualTo(2);
        assertThat(untyped.err()).contains("--wipe=consul");
        assertThat(operator.objects()).isEqualTo(before);
    }

    @Test
    void aDryRunReportsEverythingAndRemovesNothing() {
        var operator = installed();
        var before = operator.objects();

        var dry = operator.succeeds("uninstall", "--dry-run", "--wipe=consul", "--output=json");

        assertThat(dry.err()).contains("statefulset/consul would be removed", "secret/consul-ca would be removed");
        assertThat(dry.out()).startsWith("""
                        {
                          "apiVersion" : "lictor.dev/v1",
                          "kind" : "UninstallReport",
                          "written" : false,""");
        assertThat(operator.objects()).isEqualTo(before);
    }

    @Test
    void allMissingRightsAreReportedTogetherAndNothingIsRemoved() {
        var administrator = installed();
        var before = administrator.objects();
        var operator = administrator.withRights("list", "statefulsets,services,secrets,pods");

        var forbidden = operator.run("uninstall");

        assertThat(forbidden.exitCode()).isEqualTo(4);
        assertThat(forbidden.complaints())
                .anyMatch(line -> line.contains("cannot delete resource \"statefulsets\""))
                .anyMatch(line -> line.contains("cannot delete resource \"secrets\""))
                .anyMatch(line -> line.contains("cannot list resource \"configmaps\""))
                .anyMatch(line -> line.contains("cannot list resource \"persistentvolumeclaims\""))
                .noneMatch(line -> line.contains("kubectl apply -k"))
                .last()
                .asString()
                .contains("nothing was removed");
        assertThat(administrator.objects()).containsAll(before);
    }

    @Test
    void objectsThatPodsUseAreKeptUntilThePodsHaveEnded() {
        var operator = installed();
        operator.kubectl("patch", "pod", "consul-1", "--patch={\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}");

        var late = operator.run("uninstall", "--wipe=consul", "--set=lictor.rollout-timeout=3s");

        assertThat(late.exitCode()).isEqualTo(6);
        assertThat(late.lines()).first().isEqualTo("statefulset/consul removed");
        assertThat(late.lines()).last().isEqualTo("waiting for pods to end: consul-1");
        assertThat(late.err()).contains("consul-1 did not end within 3 s");
        assertThat(operator.objects())
                .contains("PersistentVolumeClaim/data-consul-1", "Secret/consul-ca", "Service/consul-1");

        operator.kubectl("patch", "pod", "consul-1", "--patch={\"metadata\":{\"finalizers\":null}}");
        operator.succeeds("uninstall", "--wipe=consul");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(operator.objects()).noneMatch(object -> object.contains("consul")));
    }

    /** A cluster with pods and claims. Without a node the pods stay Pending. */
    private static KubeconfigUser installed() {
        var administrator = KubeconfigUser.administrator(api);
        administrator.succeeds("bootstrap", "--no-wait");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> administrator
                        .kubectl("get", "pods,persistentvolumeclaims", "--output=name")
                        .lines()
                        .toList()
                        .containsAll(List.of(
                                "pod/consul-0",
                                "pod/consul-1",
                                "pod/consul-2",
                                "persistentvolumeclaim/data-consul-0",
                                "persistentvolumeclaim/data-consul-1",
                                "persistentvolumeclaim/data-consul-2")));
        return administrator;
    }
}
