package dev.lictor.kubernetes.fabric8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Fields that are applied and are missing in the API server's answer. The API server silently drops fields behind a feature gate that is
 * off, and a webhook can remove any field. Values are not compared, because the API server normalizes some, such as {@code 1000m} or an
 * address.
 */
final class OmittedFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** They differ between API versions, belong to controllers, or are write-only. */
    private static final Set<String> NEVER_COMPARED = Set.of("apiVersion", "kind", "status", "stringData");

    private static final Set<String> COMPARED_METADATA =
            Set.of("labels", "annotations", "finalizers", "ownerReferences");
    /** Keys of a list's entries: Kubernetes' merge keys, and the keys of items in volumes. The first one that an entry has identifies it. */
    private static final List<String> NAMES =
            List.of("mountPath", "devicePath", "name", "containerPort", "port", "topologyKey", "ip", "uid", "path");

    private OmittedFields() {}

    /** @return paths such as {@code .spec.template.spec.volumes[name="ca"].projected} */
    static List<String> of(HasMetadata desired, HasMetadata answer) {
        var omitted = new ArrayList<String>();
        JsonNode asked = JSON.valueToTree(desired);
        JsonNode made = JSON.valueToTree(answer);
        asked.properties().stream()
                .filter(field -> !NEVER_COMPARED.contains(field.getKey())
                        && !field.getKey().equals("metadata"))
                .forEach(field -> compare("." + field.getKey(), field.getValue(), made.get(field.getKey()), omitted));
        asked.path("metadata").properties().stream()
                .filter(field -> COMPARED_METADATA.contains(field.getKey()))
                .forEach(field -> compare(
                        ".metadata." + field.getKey(),
                        field.getValue(),
                        made.path("metadata").get(field.getKey()),
                        omitted));
        return omitted;
    }

    private static void compare(String path, JsonNode asked, @Nullable JsonNode made, List<String> omitted) {
        if (isNothing(asked)) {
            return;
        }
        if (made == null || made.isNull()) {
            omitted.add(path);
        } else if (asked.isObject() && made.isObject()) {
            asked.properties()
                    .forEach(field ->
                            compare(path + "." + field.getKey(), field.getValue(), made.get(field.getKey()), omitted));
        } else if (asked.isArray() && made.isArray()) {
            for (int i = 0; i < asked.size(); i++) {
                omitted.addAll(entry(path, asked, i, made));
            }
        }
    }

    private static List<String> entry(String list, JsonNode asked, int index, JsonNode made) {
        var entry = asked.get(index);
        // Entries of a list that is as long as the desired one may be the same entries, written in another way.
        var maybeDropped = made.size() < asked.size();
        if (!entry.isObject()) {
            var isThere = StreamSupport.stream(made.spliterator(), false)
                    .anyMatch(other -> other.asText().equals(entry.asText()));
            return isNothing(entry) || isThere || !maybeDropped ? List.of() : List.of(list + "[" + index + "]");
        }
        var name = NAMES.stream().filter(entry::hasNonNull).findFirst();
        var path = list
                + name.map(field -> "[%s=%s]".formatted(field, entry.get(field)))
                        .orElse("[" + index + "]");
        return StreamSupport.stream(made.spliterator(), false)
                .filter(other -> name.isEmpty() || entry.get(name.get()).equals(other.get(name.get())))
                .filter(other -> !maybeDropped || hasScalarsOf(other, entry))
                .map(other -> {
                    var omitted = new ArrayList<String>();
                    compare(path, entry, other, omitted);
                    return List.copyOf(omitted);
                })
                .min(Comparator.comparingInt(List::size))
                .orElseGet(() -> isNothing(entry) ? List.of() : List.of(path));
    }

    /** Whether the values that both have are equal; otherwise it is another entry. */
    private static boolean hasScalarsOf(JsonNode other, JsonNode entry) {
        return entry.properties().stream()
                .filter(field -> field.getValue().isValueNode() && other.hasNonNull(field.getKey()))
                .allMatch(field -> field.getValue()
                        .asText()
                        .equals(other.get(field.getKey()).asText()));
    }

    /** Values that Go's {@code omitempty} leaves out. */
    private static boolean isNothing(JsonNode node) {
        if (node.isContainerNode()) {
            return StreamSupport.stream(node.spliterator(), false).allMatch(OmittedFields::isNothing);
        }
        return node.isNull()
                || (node.isTextual() && node.textValue().isEmpty())
                || (node.isBoolean() && !node.booleanValue())
                || (node.isNumber() && node.decimalValue().signum() == 0);
    }
}
