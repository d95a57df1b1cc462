package dev.lictor.kubernetes.fabric8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.kubernetes.KubernetesApiException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Lists objects by plain HTTP requests, page by page. Only the needed fields of each page are kept, because a namespace can hold thousands
 * of other pods, and a Kubernetes cluster thousands of nodes. The client's own list() reads a list as a whole, and needs model classes
 * that are left out of this program (kubernetes-model-autoscaling).
 */
final class PagedLists {
    /** A node of 30 kB becomes a tree of 300 kB, and the Job has a heap of 96 MiB. */
    private static final int PAGE = 50;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;

    PagedLists(KubernetesClient client) {
        this.client = client;
    }

    /**
     * All objects of a list.
     *
     * @param path the path of the collection
     * @param facts reduces an object to what is kept of it
     * @throws KubernetesApiException if the API server refuses the request or does not answer in time
     */
    <T> List<T> all(String path, Function<JsonNode, Stream<T>> facts) {
        return read(path, "", facts);
    }

    /** The objects that a label selector finds. */
    <T> List<T> listByLabels(String path, String selector, Function<JsonNode, Stream<T>> facts) {
        return read(path, "&labelSelector=" + encoded(selector), facts);
    }

    /** The objects that a field selector finds. */
    <T> List<T> listByFields(String path, Map<String, String> fields, Function<JsonNode, Stream<T>> facts) {
        return read(path, "&fieldSelector=" + encoded(selector(fields)), facts);
    }

    /** A selector of objects that have all these values. */
    static String selector(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(","));
    }

    /** The object of this name, if it exists. Needs the permission {@code list}, not {@code get}. */
    <T> List<T> named(String path, String name, Function<JsonNode, Stream<T>> facts) {
        return listByFields(path, Map.of("metadata.name", name), facts);
    }

    private <T> List<T> read(String path, String selector, Function<JsonNode, Stream<T>> facts) {
        var what = "list " + path.substring(path.lastIndexOf('/') + 1);
        var kept = new ArrayList<T>();
        var next = "";
        do {
            var query = "%s?limit=%d%s&continue=%s".formatted(path, PAGE, selector, next);
            var page = Fabric8KubernetesApi.asked(what, () -> tree(client.raw(query, "GET", null)));
            elements(page.path("items")).flatMap(facts).forEach(kept::add);
            next = encoded(page.at("/metadata/continue").asText());
        } while (!next.isEmpty());
        return List.copyOf(kept);
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** Jackson's exceptions quote the text that they cannot read, so they are not kept as causes: it may be a Secret. */
    static JsonNode tree(String json) {
        try {
            var tree = JSON.readTree(json);
            if (tree.isContainerNode()) {
                return tree;
            }
            throw new KubernetesApiException(
                    KubernetesApiException.Reason.REFUSED,
                    "the Kubernetes API, or a proxy in front of it, sent neither an object nor a list (not shown)");
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            throw new KubernetesApiException(
                    KubernetesApiException.Reason.REFUSED,
                    "the Kubernetes API, or a proxy in front of it, sent invalid JSON at line %d, column %d (not shown)"
                            .formatted(where.getLineNr(), where.getColumnNr()));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
