package dev.lictor.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/** An object as YAML, without the fields that only the API server writes. */
final class ObjectYaml {
    private static final List<String> SERVER_FIELDS =
            List.of("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp");
    private static final ObjectMapper JSON = new ObjectMapper();

    private ObjectYaml() {}

    static String of(HasMetadata object) {
        ObjectNode tree = JSON.valueToTree(object);
        ((ObjectNode) tree.path("metadata")).remove(SERVER_FIELDS);
        tree.remove("status");
        return of(tree);
    }

    static String of(JsonNode tree) {
        return Serialization.asYaml(tree).replaceFirst("^---\n", "");
    }
}
