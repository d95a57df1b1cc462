package dev.lictor.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesDiscovery.StorageClassState;
import dev.lictor.kubernetes.KubernetesDiscovery.Taint;
import dev.lictor.kubernetes.Permission;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.testing.FactsBuilder;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindingsTest {
    private static final ClusterSpec USUAL = closed(Map.of());
    private static final Pattern FLAW = Pattern.compile("CVE-[-\\d]+");

    private final FactsBuilder surrounded = new FactsBuilder();

    /** What has nothing to do with who may use Consul's API. */
    private static ClusterSpec closed(Map<String, String> settings) {
        var closed = new HashMap<>(settings);
        closed.put("lictor.verify-incoming", "all");
        return Specs.with(closed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -1   | {}                                                           | 'HTTPS on port 8501 is open to all'
        8500 | {}                                                           | 'HTTPS on port 8501 and HTTP on port 8500 are open to all'
        -1   | {"acl": {"enabled": true}}                                   | 'HTTPS on port 8501 is open to all'
        -1   | {"acl": {"enabled": false, "default_policy": "deny"}}        | 'HTTPS on port 8501 is open to all'
        -1   | {"ACL": {"Enabled": true, "Default_Policy": "deny"}}         |
        8500 | {"acl": {"enabled": true}, "acl_default_policy": "deny"}     |
        """)
    void anApiWithoutAuthenticationIsAWarning(String http, String consul, @Nullable String warning) {
        var spec = Specs.with(Map.of("lictor.ports.http", http, "lictor.extra.consul", consul));

        if (warning == null) {
            assertThat(surrounded.findings(spec)).isEmpty();
        } else {
            assertThat(surrounded.findings(spec))
                    .singleElement()
                    .asString()
                    .startsWith("warning: " + warning)
                    .contains("including the gossip key");
        }
    }

    @Test
    void withoutProblemsThereAreNoFindings() {
        assertThat(surrounded.findings(USUAL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.30.0", "v1.30.14+k3s1", "v1.37.2", "v2.0.0", "v1.100.1", "a fork's own"})
    void kubernetesFrom130OnIsFine(String version) {
        surrounded.kubernetes = new Fact.Known<>(version);

        assertThat(surrounded.findings(USUAL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.29.15", "v1.9.0", "v1.29.3-gke.1282000"})
    void anOlderKubernetesIsRefused(String version) {
        surrounded.kubernetes = new Fact.Known<>(version);

        assertThat(surrounded.findings(USUAL))
                .singleElement()
                .asString()
                .startsWith("refused: this is Kubernetes " + version)
                .endsWith("use Kubernetes 1.30 or newer");
    }

    @Test
    void missingPermissionsAreReportedAsRulesThatGrantThem() {
        surrounded.missingPermissions = new Fact.Known<>(List.of(
                new Permission("get", "", "services", "consul", "consul"),
                new Permission("get", "", "services", "consul", "consul-join"),
                new Permission("get", "apps", "statefulsets", "consul", "consul"),
                new Permission("patch", "", "services", "consul", "consul"),
                new Permission("patch", "", "services", "consul", "consul-join"),
                new Permission("create", "", "secrets", "consul", ""),
                new Permission("create", "", "services", "consul", "consul-join")));

        assertThat(surrounded.findings(USUAL))
                .containsExactly(
                        "refused: may not get, patch services consul in namespace consul; add to the Role there, as"
                                + " k8s/role.yaml has it: {apiGroups: [\"\"], resources: [services], resourceNames:"
                                + " [consul], verbs: [get, patch]}",
                        "refused: may not get, patch, create services consul-join in namespace consul; add to the Role"
                                + " there, as k8s/role.yaml has it: {apiGroups: [\"\"], resources: [services],"
                                + " resourceNames: [consul-join], verbs: [get, patch, create]}",
                        "refused: may not get statefulsets consul in namespace consul; add to the Role there, as"
                                + " k8s/role.yaml has it: {apiGroups: [apps], resources: [statefulsets], resourceNames:"
                                + " [consul], verbs: [get]}",
                        "refused: may not create secrets in namespace consul; add to the Role there, as k8s/role.yaml"
                                + " has it: {apiGroups: [\"\"], resources: [secrets], verbs: [create]}");
    }

    @Test
    void objectsWithTheSameMissingPermissionsShareARule() {
        surrounded.missingPermissions = new Fact.Known<>(List.of(
                new Permission("get", "", "services", "consul", "consul-0"),
                new Permission("get", "", "services", "consul", "consul-1")));

        assertThat(surrounded.findings(USUAL))
                .singleElement()
                .asString()
                .contains("may not get services consul-0, consul-1 in", "resourceNames: [consul-0, consul-1]");
    }

    @Test
    void aMissingPermissionToCreateTheNamespaceNamesTheCommandForAnAdministrator() {
        surrounded.missingPermissions = new Fact.Known<>(List.of(new Permission("create", "", "namespaces", "", "")));

        assertThat(surrounded.findings(USUAL))
                .containsExactly(
                        "refused: may not create namespaces; ask an administrator to create it, with the Role of"
                                + " k8s/role.yaml in it: kubectl create namespace consul");
    }

    @ParameterizedTest
    @CsvSource({
        "5, 1, 'refused: 1 of 5 servers would be left; of two servers Raft needs both'",
        "3, 1, 'refused: 1 of 3 servers would be left; of two servers Raft needs both'",
    })
    void theLastTwoServersStay(int running, int wanted, String found) {
        surrounded.nodes = new Fact.NotRead<>();
        surrounded.runs(servers(running));

        assertThat(surrounded.findings(servers(wanted)))
                .singleElement()
                .asString()
                .startsWith(found);
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "1, 3", "3, 5"})
    void asManyServersOrMoreAreFine(int running, int wanted) {
        surrounded.nodes = new Fact.NotRead<>();
        surrounded.runs(servers(running));

        assertThat(surrounded.findings(servers(wanted))).isEmpty();
    }

    private static ClusterSpec servers(int count) {
        return closed(Map.of("lictor.servers", Integer.toString(count)));
    }

    @Test
    void fewerNodesThanServersAreAWarningAsServersMayShareThem() {
        surrounded.nodes = new Fact.Known<>(List.of(
                FactsBuilder.node("a"),
                FactsBuilder.node("b", new Taint("dedicated", "batch", "PreferNoSchedule")),
                FactsBuilder.node("c", new Taint("node.kubernetes.io/not-ready", "", "NoSchedule")),
                FactsBuilder.node("d", new Taint("dedicated", "batch", "NoExecute")),
                FactsBuilder.cordoned("e")));

        assertThat(surrounded.findings(USUAL))
                .singleElement()
                .asString()
                .startsWith("warning: 2 of 3 servers would share a node: 2 can be scheduled to");
    }

    @Test
    void withoutAntiAffinityASharedNodeIsNoWarning() {
        surrounded.nodes = new Fact.Known<>(List.of(FactsBuilder.node("a")));

        assertThat(surrounded.findings(closed(Map.of("lictor.placement.anti-affinity", "off"))))
                .isEmpty();
    }

    @Test
    void requiredAntiAffinityIsRefusedWithTooFewNodes() {
        surrounded.nodes = new Fact.Known<>(List.of(FactsBuilder.node("a"), FactsBuilder.node("b")));

        assertThat(surrounded.findings(closed(Map.of("lictor.placement.anti-affinity", "required"))))
                .singleElement()
                .asString()
                .startsWith("refused: 3 servers need different values of kubernetes.io/hostname")
                .endsWith("or set lictor.placement.anti-affinity to preferred");
    }

    @Test
    void aTolerationLetsServersOntoATaintedNode() {
        surrounded.nodes = new Fact.Known<>(List.of(
                FactsBuilder.node("a"),
                FactsBuilder.node("b", new Taint("dedicated", "consul", "NoSchedule")),
                FactsBuilder.node("c", new Taint("dedicated", "consul", "NoExecute"))));

        assertThat(surrounded.findings(closed(Map.of("lictor.placement.tolerations", "dedicated=consul"))))
                .isEmpty();
        assertThat(surrounded.findings(closed(Map.of("lictor.placement.tolerations", "dedicated=consul:NoSchedule"))))
                .singleElement()
                .asString()
                .startsWith("warning: 2 of 3 servers would share a node");
    }

    @Test
    void requiredZonesMustExist() {
        var required = closed(Map.of("lictor.placement.zones", "required"));

        assertThat(surrounded.findings(required))
                .singleElement()
                .asString()
                .startsWith("refused: servers must be spread by topology.kubernetes.io/zone, and no node");
        surrounded.nodes = new Fact.Known<>(List.of(
                FactsBuilder.inZone("a", "west"), FactsBuilder.inZone("b", "west"), FactsBuilder.inZone("c", "east")));
        assertThat(surrounded.findings(required)).isEmpty();
    }

    @Test
    void anEmptyDirIsAWarningAndNeedsNoStorageClass() {
        var spec = closed(Map.of("lictor.storage.kind", "empty-dir"));
        surrounded.storageClasses = new Fact.NotRead<>();
        surrounded.claims = new Fact.NotRead<>();

        assertThat(surrounded.findings(spec))
                .singleElement()
                .asString()
                .startsWith("warning: lictor.storage.kind is empty-dir: a server's data is lost with its pod, and the"
                        + " cluster with 2 of 3 pods at once; all servers write the same, so that all reach"
                        + " lictor.storage.size (1Gi), at which Kubernetes evicts them, at the same time");
    }

    @ParameterizedTest
    @CsvSource({"claim,100Mi", "claim,255Mi", "claim,100M", "empty-dir,100Mi"})
    void aVolumeTooSmallForConsulIsRefusedForNewServersAndAWarningForExistingOnes(String kind, String size) {
        var small = closed(Map.of("lictor.storage.kind", kind, "lictor.storage.size", size));

        assertThat(surrounded.findings(small))
                .filteredOn(line -> line.contains("lictor.storage.size is " + size))
                .singleElement()
                .asString()
                .startsWith("refused: ")
                .endsWith("; set it to 256Mi or more, such as 1Gi");

        surrounded.runs(closed(Map.of("lictor.storage.kind", kind)));
        assertThat(surrounded.findings(small))
                .anyMatch(line -> line.startsWith("refused: lictor.storage.size is " + size));

        surrounded.runs(small);
        assertThat(surrounded.findings(small))
                .noneMatch(line -> line.startsWith("refused: "))
                .anyMatch(line -> line.startsWith("warning: lictor.storage.size is " + size));
    }

    @Test
    void aVolumeThatIsLargeEnoughIsFine() {
        assertThat(surrounded.findings(closed(Map.of("lictor.storage.size", "256Mi"))))
                .isEmpty();
    }

    @Test
    void aPodMonitorThatIsNotServedIsRefused() {
        surrounded.podMonitors = new Fact.Known<>(false);

        assertThat(surrounded.findings(USUAL))
                .containsExactly(
                        "refused: lictor.monitoring.pod-monitor is true, and the API server does not serve PodMonitors"
                                + " (monitoring.coreos.com/v1); install Prometheus Operator's definitions, or set"
                                + " lictor.monitoring.pod-monitor to false");
        surrounded.podMonitors = new Fact.Known<>(true);
        assertThat(surrounded.findings(USUAL)).isEmpty();
    }

    @Test
    void thatNoNodeAcceptsAServerIsAWarning() {
        surrounded.nodes = new Fact.Known<>(List.of(FactsBuilder.cordoned("a")));

        assertThat(surrounded.findings(USUAL))
                .singleElement()
                .asString()
                .startsWith("warning: no node accepts a server");
    }

    @Test
    void aMissingDefaultStorageClassIsRefused() {
        surrounded.storageClasses = new Fact.Known<>(List.of(new StorageClassState("fast", false)));
        surrounded.classesOfFreeVolumes = new Fact.Known<>(List.of("by-hand"));

        assertThat(surrounded.findings(USUAL))
                .singleElement()
                .asString()
                .startsWith("refused: there is no default storage class");
    }

    @ParameterizedTest
    @CsvSource({"fast,0", "standard,0", "slow,1"})
    void aNamedStorageClassMustExist(String name, int findings) {
        surrounded.classesOfFreeVolumes = new Fact.Known<>(List.of());

        assertThat(surrounded.findings(closed(Map.of("lictor.storage.class", name))))
                .hasSize(findings)
                .allMatch(line -> line.startsWith("refused: storage class slow, which lictor.storage.class names"));
    }

    @Test
    void volumesCreatedByHandNeedNoStorageClass() {
        var named = closed(Map.of("lictor.storage.class", "by-hand"));
        surrounded.storageClasses = new Fact.Known<>(List.of());
        surrounded.classesOfFreeVolumes = new Fact.Known<>(List.of("by-hand"));

        assertThat(surrounded.findings(named)).isEmpty();
        assertThat(surrounded.findings(USUAL)).singleElement().asString().startsWith("refused");
    }

    @Test
    void ifVolumesCannotBeReadAMissingClassIsOnlyAWarning() {
        surrounded.storageClasses = new Fact.Known<>(List.of());
        surrounded.classesOfFreeVolumes = new Fact.Unknown<>("forbidden");

        assertThat(surrounded.findings(USUAL))
                .singleElement()
                .asString()
                .startsWith("warning: there is no default storage class")
                .contains("forbidden");
    }

    @Test
    void claimsWithoutTheirGossipKeyAreRefusedWithoutAdviceToDeleteThem() {
        surrounded.claims = new Fact.Known<>(List.of("data-consul-0", "data-consul-2"));
        surrounded.gossipKey = new Fact.Known<>(false);

        assertThat(surrounded.findings(USUAL))
                .singleElement()
                .asString()
                .startsWith("refused: an earlier cluster has left the volume claims data-consul-0, data-consul-2")
                .contains("no Secret consul-gossip")
                .endsWith("restore that Secret, whose key is in serf/local.keyring of each volume; or choose another"
                        + " lictor.name for servers without data");
    }

    @Test
    void claimsWithTheirGossipKeyAreAWarning() {
        surrounded.claims = new Fact.Known<>(List.of("data-consul-0"));
        surrounded.gossipKey = new Fact.Known<>(true);

        assertThat(surrounded.findings(USUAL))
                .singleElement()
                .asString()
                .startsWith(
                        "warning: an earlier cluster has left the volume claims data-consul-0, and servers will start");
    }

    @Test
    void claimsWhoseGossipKeyCannotBeReadAreOnlyAWarning() {
        surrounded.claims = new Fact.Known<>(List.of("data-consul-0"));
        surrounded.gossipKey = new Fact.Unknown<>("forbidden");

        assertThat(surrounded.findings(USUAL)).singleElement().asString().startsWith("warning");
    }

    @Test
    void forbiddenFactsAreUnknownWithTheReason() {
        surrounded.kubernetes = new Fact.Unknown<>("cannot ask");
        surrounded.nodes = new Fact.Unknown<>("cannot list nodes");
        surrounded.storageClasses = new Fact.Unknown<>("cannot list storageclasses");
        surrounded.claims = new Fact.Unknown<>("cannot get claims");
        surrounded.missingPermissions = new Fact.Unknown<>("cannot review");

        assertThat(surrounded.findings(USUAL))
                .hasSize(5)
                .allMatch(line -> line.startsWith("unknown: ") && line.contains(": cannot "));
    }

    @Test
    void factsThatWereNotReadGiveNoFindings() {
        surrounded.nodes = new Fact.NotRead<>();
        surrounded.storageClasses = new Fact.NotRead<>();
        surrounded.claims = new Fact.NotRead<>();

        assertThat(surrounded.findings(USUAL)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1.22.7,1.22.7,",
        "1.22.6,1.22.7,",
        "1.20.1,1.22.7,",
        "1.19.0,1.22.7,'warning: Consul would go from 1.19.0 to 1.22.7 in one step'",
        "1.22.8,1.22.7,'warning: Consul goes back from 1.22.8 to 1.22.7'",
        "1.23.0,1.22.7,'refused: Consul would go back from 1.23.0 to 1.22.7'",
        "2.0.0,1.22.7,'refused: Consul would go back from 2.0.0 to 1.22.7'"
    })
    void upgradesAndDowngradesAreChecked(String running, String wanted, String finding) {
        surrounded.runs(closed(Map.of("lictor.consul-version", running)));

        var findings = surrounded.findings(closed(Map.of("lictor.consul-version", wanted)));

        if (finding == null) {
            assertThat(findings).isEmpty();
        } else {
            assertThat(findings).singleElement().asString().startsWith(finding);
        }
    }

    @Test
    void withoutALabelTheRunningVersionIsTheTagOfTheImage() {
        var live = StatefulSetObject.of(closed(Map.of("lictor.consul-image", "registry:5000/hashicorp/consul:1.23.1")));
        surrounded.runs(new StatefulSetBuilder(live)
                .editMetadata()
                .removeFromLabels("app.kubernetes.io/version")
                .endMetadata()
                .build());

        assertThat(surrounded.findings(USUAL)).singleElement().asString().contains("back from 1.23.1");
    }

    @Test
    void anUnknownRunningVersionIsRefused() {
        var live = StatefulSetObject.of(Specs.with(Map.of("lictor.consul-image", "hashicorp/consul@sha256:5f5f")));
        surrounded.runs(new StatefulSetBuilder(live)
                .editMetadata()
                .removeFromLabels("app.kubernetes.io/version")
                .endMetadata()
                .editSpec()
                .editTemplate()
                .editSpec()
                .addToContainers(
                        0,
                        new ContainerBuilder()
                                .withName("logs")
                                .withImage("busybox:1.0.0")
                                .build())
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());

        assertThat(surrounded.findings(USUAL))
                .singleElement()
                .asString()
                .startsWith("refused: the running version of Consul is unknown")
                .endsWith("kubectl -n consul label statefulset/consul app.kubernetes.io/version=VERSION");
    }

    @ParameterizedTest
    @CsvSource({
        "1.7.2,CVE-2020-13250 CVE-2021-37219 CVE-2022-29153 CVE-2025-11374",
        "1.7.4,CVE-2021-37219 CVE-2022-29153 CVE-2025-11374",
        "1.8.15,CVE-2022-29153 CVE-2025-11374",
        "1.10.1,CVE-2021-37219 CVE-2022-29153 CVE-2025-11374",
        "1.10.10,CVE-2025-11374",
        "1.11.4,CVE-2022-29153 CVE-2025-11374",
        "1.21.5,CVE-2025-11374"
    })
    void aVersionWithKnownFlawsIsAWarningThatNamesThemAndTheVersionWithout(String version, String flaws) {
        var finding = surrounded.findings(closed(Map.of("lictor.consul-version", version)));

        assertThat(finding)
                .singleElement()
                .asString()
                .startsWith("warning: Consul " + version + " has known flaws: ")
                .endsWith("set lictor.consul-version to 1.22.0 or newer");
        assertThat(FLAW.matcher(finding.getFirst()).results().map(MatchResult::group))
                .containsExactly(flaws.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "registry:5000/consul,IfNotPresent,1",
        "hashicorp/consul:latest,IfNotPresent,1",
        "hashicorp/consul:latest,Always,0",
        "hashicorp/consul:1.22.7,IfNotPresent,0",
        "registry:5000/consul@sha256:0123,IfNotPresent,0"
    })
    void anImageThatMovesAndIsPulledOnceIsAWarning(String image, String policy, int findings) {
        var spec = closed(Map.of("lictor.consul-image", image, "lictor.image-pull-policy", policy));

        assertThat(surrounded.findings(spec)).hasSize(findings).allMatch(line -> line.startsWith("warning: image "));
    }

    /** Whether they may be taken over is the plan's decision. */
    @Test
    void serversOfOthersAreNeitherComparedNorCounted() {
        var live = StatefulSetObject.of(closed(Map.of("lictor.consul-version", "1.23.0")));
        surrounded.runs(new StatefulSetBuilder(live)
                .editMetadata()
                .removeFromLabels("lictor.dev/cluster")
                .removeFromLabels("app.kubernetes.io/managed-by")
                .endMetadata()
                .build());

        assertThat(surrounded.findings(USUAL)).isEmpty();
        assertThat(surrounded.findings(closed(Map.of("lictor.servers", "1")))).isEmpty();
    }

    @Test
    void aLongStepNamesTheVersionBetween() {
        surrounded.runs(closed(Map.of("lictor.consul-version", "1.18.2")));

        assertThat(surrounded.findings(USUAL))
                .singleElement()
                .asString()
                .endsWith("make a backup first, or upgrade to 1.20 first");
    }

    @ParameterizedTest
    @CsvSource({"claim,restore a snapshot into a cluster of another name", "empty-dir,set it to 1Gi"})
    void aSmallVolumeOfExistingServersHasARemedy(String kind, String remedy) {
        var small = closed(Map.of("lictor.storage.kind", kind, "lictor.storage.size", "100Mi"));
        surrounded.runs(small);

        assertThat(surrounded.findings(small))
                .filteredOn(line -> line.startsWith("warning: lictor.storage.size"))
                .singleElement()
                .asString()
                .contains(remedy);
    }
}
