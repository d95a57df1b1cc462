package dev.lictor.kubernetes.fabric8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The path of a field or of a list entry in an object.
 *
 * @param steps as keys of {@code FieldsV1}: {@code f:name} of a field, {@code k:{"port":8501}} of the entry with this merge key
 */
record FieldPath(List<String> steps) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIELD = "f:";
    private static final String ENTRY = "k:";

    FieldPath {
        steps = List.copyOf(steps);
    }

    static FieldPath of(String... names) {
        return new FieldPath(Stream.of(names).map(FieldPath::field).toList());
    }

    static String field(Object name) {
        return FIELD + name;
    }

    FieldPath and(String name) {
        return with(field(name));
    }

    /** @param entry a list entry that has the fields of the merge key */
    FieldPath and(Map<?, ?> entry, List<String> mergeKey) {
        var key = JSON.createObjectNode();
        mergeKey.forEach(name -> key.set(name, JSON.valueToTree(keyed(entry, name))));
        return with(ENTRY + key);
    }

    private FieldPath with(String step) {
        return new FieldPath(Stream.concat(steps.stream(), Stream.of(step)).toList());
    }

    FieldPath parent() {
        return new FieldPath(steps.subList(0, steps.size() - 1));
    }

    /** The name of the last field. */
    String name() {
        return steps.getLast().substring(FIELD.length());
    }

    /** The value at this path; empty if there is none. */
    Optional<Object> value(Map<?, ?> fields) {
        @Nullable Object found = fields;
        for (var step : steps) {
            found = below(found, step);
        }
        return Optional.ofNullable(found);
    }

    private static @Nullable Object below(@Nullable Object value, String step) {
        if (step.startsWith(FIELD)) {
            return value instanceof Map<?, ?> fields ? fields.get(step.substring(FIELD.length())) : null;
        }
        return value instanceof List<?> entries
                ? entries.stream()
                        .filter(entry -> entry instanceof Map<?, ?> fields && isEntry(fields, step))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static boolean isEntry(Map<?, ?> entry, String step) {
        return key(step).properties().stream()
                .allMatch(field -> field.getValue().asText().equals(String.valueOf(keyed(entry, field.getKey()))));
    }

    /** The API server's schema has a default for one part of a key. */
    private static @Nullable Object keyed(Map<?, ?> entry, String name) {
        var value = entry.get(name);
        return value == null && name.equals("protocol") ? "TCP" : value;
    }

    private static JsonNode key(String step) {
        try {
            return JSON.readTree(step.substring(ENTRY.length()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no merge key: " + step, e);
        }
    }

    /** As the API server writes it in conflicts: {@code .spec.ports[port=8501,protocol="TCP"]}. */
    @Override
    public String toString() {
        return steps.stream()
                .map(step -> step.startsWith(FIELD)
                        ? "." + step.substring(FIELD.length())
                        : key(step).properties().stream()
                                .map(field -> field.getKey() + "=" + field.getValue())
                                .collect(Collectors.joining(",", "[", "]")))
                .collect(Collectors.joining());
    }
}
