package dev.lictor.bootstrap.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.bootstrap.Report;
import dev.lictor.bootstrap.keys.SuppliedKeys;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.ConflictPolicy;
import dev.lictor.bootstrap.plan.ObservedState;
import dev.lictor.bootstrap.plan.Planner;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.FieldConflict;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.testing.FakeRaftServers;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is decided about a cluster that somebody made by hand under the names of ours. */
class AdoptionPlannerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final FakeRaftServers asked = new FakeRaftServers("consul-0", "consul-1", "consul-2");
    private ClusterSpec spec = Specs.usual();
    private final Map<HasMetadata, DryRunResult> previews = new LinkedHashMap<>();
    private final List<Pod> pods = new ArrayList<>(
            IntStream.range(0, 3).mapToObj(ordinal -> pod(ordinal, true)).toList());

    @BeforeEach
    void everyObjectIsAStrangers() {
        DesiredObjects.of(spec).forEach(this::isAStrangers);
    }

    @Test
    void withoutAdoptEveryObjectIsRefusedByNameAndTheWayIsTold() {
        assertThat(lines(AdoptionPolicy.REFUSE))
                .filteredOn(line -> !line.startsWith("secret") && !line.startsWith("namespace"))
                .hasSize(DesiredObjects.of(spec).size())
                .allMatch(line -> line.contains(" refused: exists and is not part of this cluster")
                        && line.endsWith("by --adopt, which --dry-run shows first"));
    }

    @Test
    void withAdoptObjectsBecomeOursAndServersGiveWay() {
        assertThat(lines(AdoptionPolicy.ADOPT))
                .contains(
                        "configmap/consul-config changed: taken over; data.config.json",
                        "service/consul-join changed: taken over; data.config.json",
                        "service/consul changed: to be taken over once the first new server is ready",
                        "statefulset/consul changed: to be taken over, its servers replaced one after another: consul-2, consul-1, consul-0");
    }

    @Test
    void aStatefulSetThatCanBecomeOursAsItIsKeepsItsPods() {
        previews.replaceAll((desired, preview) -> new DryRunResult.Forced(
                preview.found().orElseThrow(), desired, List.of(), List.of("metadata.labels"), List.of()));
        pods.clear();

        assertThat(lines(AdoptionPolicy.ADOPT))
                .contains(
                        "service/consul changed: taken over; metadata.labels",
                        "statefulset/consul changed: taken over; metadata.labels");
    }

    @Test
    void whateverWouldLoseDataOrTheQuorumIsToldAtOnce() {
        isAStrangers(new StatefulSetBuilder(StatefulSetObject.of(spec))
                .editSpec()
                .withReplicas(5)
                .editFirstVolumeClaimTemplate()
                .editMetadata()
                .withName("consul-data")
                .endMetadata()
                .endVolumeClaimTemplate()
                .endSpec()
                .build());
        pods.set(1, pod(1, false));
        pods.remove(0);
        asked.version = "1.99.0";

        assertThat(lines(AdoptionPolicy.ADOPT))
                .filteredOn(line -> line.startsWith("statefulset"))
                .singleElement()
                .asString()
                .startsWith(
                        "statefulset/consul refused: cannot be taken over: it has 5 servers, and lictor.servers is 3")
                .contains(
                        "its servers keep their data in claims of consul-data, and the new servers would keep theirs in claims of data")
                .contains("it runs Consul 1.99.0, and lictor.consul-version is 1.22.7")
                .contains("consul-0, consul-1 must be ready before one of them is replaced");
    }

    @Test
    void theOnlyServerIsNotReplacedIfItsDataWouldGoWithIt() {
        spec = Specs.with(Map.of("lictor.servers", "1"));
        previews.clear();
        isAStrangers(new StatefulSetBuilder(StatefulSetObject.of(spec))
                .editSpec()
                .withVolumeClaimTemplates()
                .endSpec()
                .build());

        assertThat(lines(AdoptionPolicy.ADOPT)).anyMatch(line -> line.contains("keeps its data in the pod"));
    }

    @Test
    void aTakeoverThatWasStoppedIsGoneOnWithByAdoptAlone() {
        previews.replaceAll((desired, preview) ->
                desired instanceof StatefulSet ? new DryRunResult.Absent() : new DryRunResult.Same(desired));

        assertThat(lines(AdoptionPolicy.ADOPT))
                .anyMatch(line -> line.startsWith("statefulset/consul changed: to be taken"));
        assertThat(lines(AdoptionPolicy.REFUSE))
                .contains(
                        "pod/consul-1 refused: has the name of a server and is not part of this cluster; if a takeover was stopped, continue it with --adopt, which replaces this server; otherwise choose another lictor.name");
    }

    @Test
    void whatStaysWithTheOldServersIsTakenOverAtOnceWhenThereAreNoneLeft() {
        previews.replaceAll(
                (desired, preview) -> desired instanceof StatefulSet ? new DryRunResult.Same(desired) : preview);
        pods.clear();

        assertThat(lines(AdoptionPolicy.ADOPT)).contains("service/consul changed: taken over; data.config.json");
    }

    @Test
    void fieldsThatAreTakenAreToldWithTheirManagers() {
        var servers = StatefulSetObject.of(spec);
        previews.clear();
        previews.put(
                servers,
                new DryRunResult.Forced(
                        servers,
                        servers,
                        List.of(new FieldConflict(".spec.replicas", "kubectl")),
                        List.of("spec.replicas", "spec.template"),
                        List.of()));

        assertThat(lines(AdoptionPolicy.REFUSE))
                .contains("statefulset/consul changed: .spec.replicas taken from kubectl; spec.template");
    }

    @Test
    void aServerThatHangsInAReadyPodIsNotLeftAlone() {
        asked.silent("consul-0");

        assertThat(refusal())
                .isEqualTo(
                        "statefulset/consul refused: cannot be taken over: the Consul version of consul-0 is unknown: neither an image tag nor the server itself shows it, and an older server may crash on data that a newer one wrote: make sure that Lictor can reach the server; consul-0 does not say how its Raft is: HTTP on 8500: no answer within 15000 ms: before one of them is replaced, all must vote and hear one leader");
    }

    @Test
    void theServersSayTheirVersionWhateverTheirImagesSay() {
        pods.replaceAll(pod -> running(pod, "acme/base:9.9.9"));

        assertThat(lines(AdoptionPolicy.ADOPT))
                .anyMatch(line -> line.startsWith("statefulset/consul changed: to be taken"));

        asked.version = "1.99.0";
        assertThat(refusal()).contains("it runs Consul 1.99.0, and lictor.consul-version is 1.22.7");
    }

    @Test
    void aLogShippersVersionIsNotConsuls() {
        pods.replaceAll(pod -> new PodBuilder(running(pod, "hashicorp/consul:1.99.0"))
                .editSpec()
                .addToContainers(
                        0,
                        new ContainerBuilder()
                                .withName("logs")
                                .withImage("busybox:1.0.0")
                                .build())
                .endSpec()
                .build());
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            asked.silent("consul-" + ordinal);
        }

        assertThat(refusal()).contains("it runs Consul 1.99.0, and lictor.consul-version is 1.22.7");
    }

    @Test
    void aTakeoverIsNotGoneOnWithByAnOlderVersion() {
        previews.replaceAll((desired, preview) ->
                desired instanceof StatefulSet ? new DryRunResult.Absent() : new DryRunResult.Same(desired));
        asked.version = "1.99.0";

        assertThat(refusal())
                .isEqualTo(
                        "statefulset/consul refused: the takeover cannot continue: it runs Consul 1.99.0, and lictor.consul-version is 1.22.7: an older server may crash on data that a newer one wrote");
    }

    @Test
    void dataThatOursCouldNotReadIsToldWithTheCommandThatHelps() {
        pods.replaceAll(pod -> running(pod, "hashicorp/consul:1.22.7"));
        asked.access = new DataAccess.Closed("/consul/data/node-id", 0);

        assertThat(refusal())
                .contains(
                        "/consul/data/node-id of consul-1 belongs to root, and ours would run as user 100 and group 1000: kubectl -n consul exec consul-1 -c consul -- chown -R 100:1000 /consul/data");
    }

    @Test
    void dataThatKubernetesGivesToOurGroupIsTakenOverWhoseverItIs() {
        pods.replaceAll(pod -> running(pod, "hashicorp/consul:1.22.7"));
        asked.access = new DataAccess.Closed("/consul/data/node-id", 1234);
        asked.regrouped = true;

        assertThat(lines(AdoptionPolicy.ADOPT))
                .anyMatch(line -> line.startsWith("statefulset/consul changed: to be taken over"));
    }

    @Test
    void dataOfAUserWhoCannotGiveItAwayIsNotTakenOver() {
        pods.replaceAll(pod -> running(pod, "hashicorp/consul:1.22.7"));
        asked.access = new DataAccess.Closed("/consul/data/node-id", 1234);

        assertThat(refusal()).contains("belongs to user 1234", "snapshot").doesNotContain("chown");
    }

    @Test
    void whereNobodyCanLookThePodsOwnWordCounts() {
        pods.replaceAll(pod -> running(pod, "hashicorp/consul:1.22.7"));
        asked.access = new DataAccess.Unseen("pods \"consul-1\" is forbidden");

        assertThat(refusal())
                .contains("whether user 100 and group 1000 could read the data of consul-1 could not be seen: pods");

        pods.replaceAll(pod -> new PodBuilder(pod)
                .editSpec()
                .withNewSecurityContext()
                .withRunAsUser(100L)
                .endSecurityContext()
                .endSpec()
                .build());
        assertThat(lines(AdoptionPolicy.ADOPT))
                .anyMatch(line -> line.startsWith("statefulset/consul changed: to be taken"));
    }

    private String refusal() {
        return lines(AdoptionPolicy.ADOPT).stream()
                .filter(line -> line.startsWith("statefulset"))
                .findFirst()
                .orElseThrow();
    }

    private static Pod running(Pod pod, String image) {
        return new PodBuilder(pod)
                .editOrNewSpec()
                .withContainers(new ContainerBuilder()
                        .withName("consul")
                        .withImage(image)
                        .addNewVolumeMount()
                        .withName("data")
                        .withMountPath("/consul/data")
                        .endVolumeMount()
                        .build())
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim("data-" + pod.getMetadata().getName(), false)
                .endVolume()
                .endSpec()
                .build();
    }

    private List<String> lines(AdoptionPolicy takeover) {
        var request = new BootstrapRequest(spec, SuppliedKeys.none(), takeover, ConflictPolicy.YIELD);
        var observed = new ObservedState(true, Map.of(), previews, pods).with(TakeoverSurvey.of(spec, asked, pods));
        List<WriteOutcome> outcomes = Planner.plan(request, observed, NOW).outcomes();
        return Report.lines(outcomes);
    }

    private void isAStrangers(HasMetadata desired) {
        var isStatefulSet = desired instanceof StatefulSet;
        HasMetadata live = Serialization.clone(desired);
        live.getMetadata().setLabels(Map.of("app", "consul"));
        previews.keySet().removeIf(known -> isStatefulSet && known instanceof StatefulSet);
        previews.put(
                isStatefulSet ? StatefulSetObject.of(spec) : desired,
                isStatefulSet
                        ? new DryRunResult.Invalid(Optional.of(live), "spec.selector: field is immutable")
                        : new DryRunResult.Forced(live, desired, List.of(), List.of("data.config.json"), List.of()));
    }

    private static Pod pod(int ordinal, boolean isReady) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("consul-" + ordinal)
                .withNamespace("consul")
                .withLabels(Map.of("app", "consul"))
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(isReady ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }
}
