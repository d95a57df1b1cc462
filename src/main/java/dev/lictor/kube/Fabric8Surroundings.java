package dev.lictor.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** By fabric8's client, and as trees: the few fields that are read need no model class in the native executable. */
public final class Fabric8Surroundings implements Surroundings {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
    private static final int PAGE = 250;

    private final KubernetesClient client;

    public Fabric8Surroundings(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public String version() {
        return get("/version", "get the version").path("gitVersion").asText();
    }

    @Override
    public List<NodeState> nodes() {
        return items("/api/v1/nodes", "list nodes")
                .map(node -> new NodeState(
                        node.at("/metadata/name").asText(),
                        node.at("/spec/unschedulable").asBoolean(),
                        map(node.at("/metadata/labels")),
                        elements(node.at("/spec/taints"))
                                .map(taint -> new Taint(
                                        taint.path("key").asText(),
                                        taint.path("value").asText(),
                                        taint.path("effect").asText()))
                                .toList()))
                .toList();
    }

    @Override
    public List<StorageClassState> storageClasses() {
        return items("/apis/storage.k8s.io/v1/storageclasses", "list storageclasses")
                .map(found -> new StorageClassState(
                        found.at("/metadata/name").asText(),
                        "true".equals(map(found.at("/metadata/annotations")).get(DEFAULT_CLASS))))
                .toList();
    }

    @Override
    public List<String> classesOfFreeVolumes() {
        return items("/api/v1/persistentvolumes", "list persistentvolumes")
                .filter(volume -> volume.at("/spec/claimRef").isMissingNode())
                .map(volume -> volume.at("/spec/storageClassName").asText())
                .toList();
    }

    @Override
    public List<Grant> grants(String namespace) {
        var review = JsonNodeFactory.instance.objectNode();
        review.putObject("spec").put("namespace", namespace);
        return elements(reviewed("SelfSubjectRulesReview", review).at("/status/resourceRules"))
                .map(rule -> new Grant(
                        texts(rule.path("verbs")),
                        texts(rule.path("apiGroups")),
                        texts(rule.path("resources")),
                        texts(rule.path("resourceNames"))))
                .toList();
    }

    @Override
    public boolean isAllowed(Right right) {
        var review = JsonNodeFactory.instance.objectNode();
        var resource = right.resource().split("/", 2);
        review.putObject("spec")
                .putObject("resourceAttributes")
                .put("verb", right.verb())
                .put("group", right.group())
                .put("resource", resource[0])
                .put("subresource", resource.length > 1 ? resource[1] : "")
                .put("namespace", right.namespace())
                .put("name", right.name());
        return reviewed("SelfSubjectAccessReview", review).at("/status/allowed").asBoolean();
    }

    @Override
    public boolean serves(Kind kind) {
        return Trees.isServed(client, kind);
    }

    private JsonNode reviewed(String kind, ObjectNode review) {
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", kind);
        var resource = kind.toLowerCase(Locale.ROOT) + "s";
        return Fabric8Cluster.asked(
                "create " + resource,
                () -> tree(client.raw("/apis/authorization.k8s.io/v1/" + resource, "POST", review)));
    }

    private JsonNode get(String path, String what) {
        return Fabric8Cluster.asked(what, () -> tree(client.raw(path, "GET", null)));
    }

    /** Page by page: a Kubernetes cluster may have thousands of nodes. */
    private Stream<JsonNode> items(String path, String what) {
        var items = new ArrayList<JsonNode>();
        var next = "";
        do {
            var page = get("%s?limit=%d&continue=%s".formatted(path, PAGE, next), what);
            elements(page.path("items")).forEach(items::add);
            next = URLEncoder.encode(page.at("/metadata/continue").asText(), StandardCharsets.UTF_8);
        } while (!next.isEmpty());
        return items.stream();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<String> texts(JsonNode array) {
        return elements(array).map(JsonNode::asText).toList();
    }

    private static Map<String, String> map(JsonNode object) {
        var map = new HashMap<String, String>();
        object.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ClusterFailure(
                    ClusterFailure.Reason.REFUSED, "the Kubernetes API answers what is no JSON: " + e.getMessage(), e);
        }
    }
}
