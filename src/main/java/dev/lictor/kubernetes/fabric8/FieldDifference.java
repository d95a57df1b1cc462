package dev.lictor.kubernetes.fabric8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** The fields in which two versions of an object differ, without those with which the API server counts versions. */
final class FieldDifference {
    private static final List<String> BOOKKEEPING = List.of("managedFields", "resourceVersion", "generation");
    private static final ObjectMapper JSON = new ObjectMapper();

    private FieldDifference() {}

    static List<String> between(HasMetadata before, HasMetadata after) {
        var fields = new ArrayList<String>();
        compare("", content(before), content(after), fields);
        return fields;
    }

    private static JsonNode content(HasMetadata object) {
        ObjectNode tree = JSON.valueToTree(object);
        ((ObjectNode) tree.get("metadata")).remove(BOOKKEEPING);
        tree.remove("status");
        return tree;
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<String> fields) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before != null && after != null && before.isObject() && after.isObject()) {
            var names = new TreeSet<String>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            names.forEach(name ->
                    compare(path.isEmpty() ? name : path + "." + name, before.get(name), after.get(name), fields));
        } else if (before != null
                && after != null
                && before.isArray()
                && after.isArray()
                && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(path + "[" + i + "]", before.get(i), after.get(i), fields);
            }
        } else {
            fields.add(path);
        }
    }
}
