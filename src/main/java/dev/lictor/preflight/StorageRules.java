package dev.lictor.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.pods.Quantity;
import dev.lictor.kubernetes.KubernetesDiscovery.StorageClassState;
import dev.lictor.manifests.StatefulSetObject;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Rules on the servers' volumes. */
final class StorageRules {
    private static final ObjectMapper JSON = new ObjectMapper();

    private StorageRules() {}

    static List<Finding> noClass(ClusterSpec spec, Facts facts) {
        return switch (facts.storageClasses()) {
            case Fact.Known(var classes) -> isServed(spec, classes) ? List.of() : nobody(spec, facts);
            case Fact.Unknown(var why) ->
                List.of(new Finding.Unknown(
                        "whether the claims' storage class is there: " + why,
                        "k8s/cluster-rights grants the permission"));
            case Fact.NotRead<List<StorageClassState>> notRead -> List.of();
        };
    }

    /**
     * A refusal for new servers. Only a warning for existing ones: the claims of a StatefulSet keep their size, and a run that renews
     * certificates must not fail because of it.
     */
    static List<Finding> tooSmall(ClusterSpec spec, Facts facts) {
        return spec.storage()
                .shortage()
                .map(fact -> facts.running().flatMap(live -> size(spec, live)).stream()
                                .anyMatch(live -> live <= spec.storage().bytes())
                        ? new Finding.Warning(fact, remedy(spec))
                        : new Finding.Refusal(fact, "set it to 256Mi or more, such as 1Gi"))
                .map(List::<Finding>of)
                .orElse(List.of());
    }

    private static String remedy(ClusterSpec spec) {
        return switch (spec.storage().kind()) {
            case CLAIM ->
                "watch how much of it is used; to have more, restore a snapshot into a cluster of another name with 1Gi";
            case EMPTY_DIR -> "set it to 1Gi, with which the servers are replaced one at a time";
        };
    }

    private static Optional<Long> size(ClusterSpec spec, GenericKubernetesResource servers) {
        var tree = JSON.valueToTree(servers);
        var sizes = switch (spec.storage().kind()) {
            case CLAIM ->
                stream(tree.at("/spec/volumeClaimTemplates"))
                        .map(claim -> claim.at("/spec/resources/requests/storage"));
            case EMPTY_DIR ->
                stream(tree.at("/spec/template/spec/volumes"))
                        .filter(volume -> volume.path("name").asText("").equals(StatefulSetObject.DATA))
                        .map(volume -> volume.at("/emptyDir/sizeLimit"));
        };
        return sizes.filter(size -> !size.isMissingNode())
                .flatMap(size -> Quantity.parse(size.asText()).stream())
                .map(Quantity::bytes)
                .findFirst();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Reported in each run, because it is easily forgotten until data is lost. */
    static List<Finding> lostWithThePod(ClusterSpec spec, Facts facts) {
        return switch (spec.storage().kind()) {
            case CLAIM -> List.of();
            case EMPTY_DIR ->
                List.of(
                        new Finding.Warning(
                                "lictor.storage.kind is empty-dir: a server's data is lost with its pod, and the cluster with %d of %d pods at once; all servers write the same, so that all reach lictor.storage.size (%s), at which Kubernetes evicts them, at the same time"
                                        .formatted(
                                                spec.quorum(),
                                                spec.servers(),
                                                spec.storage().size()),
                                "use it only for data that can be recreated, or set lictor.storage.kind to claim before the StatefulSet is created"));
        };
    }

    static boolean isServed(ClusterSpec spec, List<StorageClassState> classes) {
        return spec.storage()
                .storageClass()
                .map(name -> classes.stream().anyMatch(found -> found.name().equals(name)))
                .orElseGet(() -> classes.stream().anyMatch(StorageClassState::isDefault));
    }

    /** A claim can also be bound to a volume that an administrator has created for a class that does not exist. */
    private static List<Finding> nobody(ClusterSpec spec, Facts facts) {
        var name = spec.storage().storageClass();
        var fact = name.map("storage class %s, which lictor.storage.class names, does not exist"::formatted)
                .orElse("there is no default storage class, and lictor.storage.class names none");
        var remedy = "name one of kubectl get storageclass, or mark a default";
        return switch (facts.classesOfFreeVolumes()) {
            case Fact.Known(var byHand) ->
                byHand.contains(name.orElse(""))
                        ? List.of()
                        : List.of(new Finding.Refusal(fact + ": the claims would stay pending", remedy));
            case Fact.Unknown(var why) ->
                List.of(new Finding.Warning(fact + ", and volumes created by hand cannot be read: " + why, remedy));
            case Fact.NotRead<List<String>> notRead -> List.of();
        };
    }
}
