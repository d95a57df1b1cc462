package dev.lictor.kubernetes.fabric8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.kubernetes.KubernetesDiscovery;
import dev.lictor.kubernetes.Permission;
import dev.lictor.kubernetes.RbacRule;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.VolumeState;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Discovery with fabric8's client. Reads JSON trees, so that the native executable needs no model classes for these kinds. */
public final class Fabric8Discovery implements KubernetesDiscovery {
    /** Volume sources that support {@code fsGroup}. */
    private static final List<String> SOURCES = List.of("csi", "local", "iscsi", "fc");

    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

    private final KubernetesClient client;
    private final PagedLists pages;

    public Fabric8Discovery(KubernetesClient client) {
        this.client = client;
        this.pages = new PagedLists(client);
    }

    @Override
    public String version() {
        return Fabric8KubernetesApi.asked("get the version", () -> PagedLists.tree(client.raw("/version", "GET", null)))
                .path("gitVersion")
                .asText();
    }

    @Override
    public List<NodeState> nodes(Set<String> labels) {
        return pages.all("/api/v1/nodes", node -> Stream.of(node(node, labels)));
    }

    private static NodeState node(JsonNode node, Set<String> labels) {
        var known = map(node.at("/metadata/labels"));
        known.keySet().retainAll(labels);
        return new NodeState(
                node.at("/metadata/name").asText(),
                node.at("/spec/unschedulable").asBoolean(),
                known,
                PagedLists.elements(node.at("/spec/taints"))
                        .map(taint -> new Taint(
                                taint.path("key").asText(),
                                taint.path("value").asText(),
                                taint.path("effect").asText()))
                        .toList());
    }

    @Override
    public List<StorageClassState> storageClasses() {
        return pages.all(
                "/apis/storage.k8s.io/v1/storageclasses",
                found -> Stream.of(new StorageClassState(
                        found.at("/metadata/name").asText(),
                        "true".equals(map(found.at("/metadata/annotations")).get(DEFAULT_CLASS)))));
    }

    @Override
    public List<String> classesOfFreeVolumes() {
        return pages
                .all(
                        "/api/v1/persistentvolumes",
                        volume -> volume.at("/spec/claimRef").isMissingNode()
                                ? Stream.of(volume.at("/spec/storageClassName").asText())
                                : Stream.empty())
                .stream()
                .distinct()
                .toList();
    }

    /** The volume that a claim is bound to; empty if it is bound to none, or if reading is forbidden. */
    public Optional<VolumeState> volume(String namespace, String claim) {
        return getIfVisible("/api/v1/namespaces/%s/persistentvolumeclaims/%s".formatted(namespace, claim))
                .map(found -> found.at("/spec/volumeName").asText(""))
                .filter(name -> !name.isEmpty())
                .flatMap(name -> getIfVisible("/api/v1/persistentvolumes/" + name))
                .map(volume -> volume.path("spec"))
                .map(spec -> new VolumeState(
                        SOURCES.stream().filter(spec::has).findFirst().orElse(""),
                        policy(spec.at("/csi/driver").asText("")),
                        spec.at("/csi/fsType").asText(""),
                        Set.copyOf(texts(spec.path("accessModes")))));
    }

    private String policy(String driver) {
        return driver.isEmpty()
                ? ""
                : getIfVisible("/apis/storage.k8s.io/v1/csidrivers/" + driver)
                        .map(found -> found.at("/spec/fsGroupPolicy").asText(""))
                        .filter(policy -> !policy.isEmpty())
                        .orElse(VolumeState.DEFAULT_POLICY);
    }

    /** Empty on 404 and on 403. */
    private Optional<JsonNode> getIfVisible(String path) {
        try {
            return Optional.of(PagedLists.tree(client.raw(path, "GET", null)));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return Optional.empty();
            }
            throw Fabric8KubernetesApi.failure("get " + path, e);
        }
    }

    @Override
    public List<RbacRule> rbacRules(String namespace) {
        var review = JsonNodeFactory.instance.objectNode();
        review.putObject("spec").put("namespace", namespace);
        return PagedLists.elements(reviewed("SelfSubjectRulesReview", review).at("/status/resourceRules"))
                .map(rule -> new RbacRule(
                        texts(rule.path("verbs")),
                        texts(rule.path("apiGroups")),
                        texts(rule.path("resources")),
                        texts(rule.path("resourceNames"))))
                .toList();
    }

    @Override
    public boolean isAllowed(Permission permission) {
        var review = JsonNodeFactory.instance.objectNode();
        var resource = permission.resource().split("/", 2);
        review.putObject("spec")
                .putObject("resourceAttributes")
                .put("verb", permission.verb())
                .put("group", permission.group())
                .put("resource", resource[0])
                .put("subresource", resource.length > 1 ? resource[1] : "")
                .put("namespace", permission.namespace())
                .put("name", permission.name());
        return reviewed("SelfSubjectAccessReview", review).at("/status/allowed").asBoolean();
    }

    @Override
    public boolean serves(ResourceKind kind) {
        return GenericResources.isServed(client, kind);
    }

    private JsonNode reviewed(String kind, ObjectNode review) {
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", kind);
        var resource = kind.toLowerCase(Locale.ROOT) + "s";
        return Fabric8KubernetesApi.asked(
                "create " + resource,
                () -> PagedLists.tree(client.raw("/apis/authorization.k8s.io/v1/" + resource, "POST", review)));
    }

    private static List<String> texts(JsonNode array) {
        return PagedLists.elements(array).map(JsonNode::asText).toList();
    }

    private static Map<String, String> map(JsonNode object) {
        var map = new HashMap<String, String>();
        object.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }
}
