package dev.lictor.kubernetes.fabric8;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * List entries whose merge key was edited, such as a port whose number another user has changed. An apply, even by force, adds the desired
 * entry beside the edited one, and then two entries have a field that must be unique, such as the port's name.
 *
 * @param live has the edited entries
 * @param desired has other entries in their place
 */
record LeftoverEntries(GenericKubernetesResource live, GenericKubernetesResource desired, Map<FieldPath, String> unique)
        implements Leftover {
    private static final String DUPLICATE = "FieldValueDuplicate";
    /** Such as {@code spec.template.spec.containers[0].ports[1].name}. */
    private static final Pattern FIELD_OF_AN_ENTRY = Pattern.compile("(.+)\\[\\d+]\\.([^.\\[]+)");

    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    /** @param unique the edited entries, each with the unique field whose value a desired entry has, too */
    LeftoverEntries {
        unique = new LinkedHashMap<>(unique);
    }

    /** Whether duplicates can be the only reason of the refusal. */
    static boolean isRefused(List<StatusCause> causes) {
        return !causes.isEmpty()
                && causes.stream()
                        .allMatch(cause -> DUPLICATE.equals(cause.getReason())
                                && cause.getField() != null
                                && FIELD_OF_AN_ENTRY.matcher(cause.getField()).matches());
    }

    /** Empty if edited entries do not explain every duplicate. */
    static Optional<LeftoverEntries> of(
            GenericKubernetesResource live, GenericKubernetesResource desired, List<StatusCause> causes) {
        var unique = new LinkedHashMap<FieldPath, String>();
        for (var cause : causes) {
            var match = FIELD_OF_AN_ENTRY.matcher(cause.getField());
            if (!match.matches()) {
                return Optional.empty();
            }
            var list = List.of(INDEX.matcher(match.group(1)).replaceAll("").split("\\.", -1));
            var field = match.group(2);
            // The refused index is no help: it counts the entries of the merged list, which neither object has.
            var found = entries(live.getAdditionalProperties(), list, FieldPath.of())
                    .filter(path -> isInPlaceOfOurs(path, live, desired, field))
                    .toList();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            found.forEach(path -> unique.putIfAbsent(path, field));
        }
        return Optional.of(new LeftoverEntries(live, desired, unique));
    }

    private static Stream<FieldPath> entries(Object value, List<String> names, FieldPath path) {
        if (value instanceof List<?> list) {
            return list.stream()
                    .filter(Map.class::isInstance)
                    .map(entry -> (Map<?, ?>) entry)
                    .flatMap(entry -> {
                        var there = path.and(entry, mergeKey(entry));
                        return names.isEmpty() ? Stream.of(there) : entries(entry, names, there);
                    });
        }
        return value instanceof Map<?, ?> fields && !names.isEmpty() && fields.get(names.getFirst()) != null
                ? entries(fields.get(names.getFirst()), names.subList(1, names.size()), path.and(names.getFirst()))
                : Stream.empty();
    }

    /** Ports of a container or a Service are merged by number and protocol; the other lists that Lictor writes by name. */
    private static List<String> mergeKey(Map<?, ?> entry) {
        return Stream.of("containerPort", "port")
                .filter(entry::containsKey)
                .findFirst()
                .map(number -> List.of(number, "protocol"))
                .orElse(List.of("name"));
    }

    private static boolean isInPlaceOfOurs(
            FieldPath path, GenericKubernetesResource live, GenericKubernetesResource desired, String field) {
        return path.value(desired.getAdditionalProperties()).isEmpty()
                && path.value(live.getAdditionalProperties())
                        .flatMap(entry -> ours(entry, path, desired, field))
                        .isPresent();
    }

    /** The desired entry that has the same value of the unique field. */
    private static Optional<Map<?, ?>> ours(
            Object entry, FieldPath path, GenericKubernetesResource desired, String field) {
        return maps(path.parent().value(desired.getAdditionalProperties()))
                .filter(other -> entry instanceof Map<?, ?> fields
                        && Optional.ofNullable(other.get(field))
                                .filter(value -> value.equals(fields.get(field)))
                                .isPresent())
                .findFirst();
    }

    private static Stream<Map<?, ?>> maps(Optional<Object> list) {
        return list.filter(List.class::isInstance).map(List.class::cast).stream()
                .flatMap(entries -> ((List<?>) entries).stream())
                .filter(Map.class::isInstance)
                .map(entry -> (Map<?, ?>) entry);
    }

    @Override
    public List<FieldPath> paths() {
        return List.copyOf(unique.keySet());
    }

    /** With the live content of these lists. */
    @Override
    public GenericKubernetesResource passing(GenericKubernetesResource desired, KubernetesSerialization serialization) {
        return with(
                desired,
                list -> maps(list.value(live.getAdditionalProperties())).toList(),
                serialization);
    }

    @Override
    public GenericKubernetesResource whole(
            GenericKubernetesResource applied,
            GenericKubernetesResource desired,
            KubernetesSerialization serialization) {
        return with(applied, this::settled, serialization);
    }

    /** The list with desired entries in place of the edited ones. They keep the defaults that the API server has set. */
    private List<Map<?, ?>> settled(FieldPath list) {
        var wanted = new ArrayList<>(
                maps(list.value(desired.getAdditionalProperties())).toList());
        var settled = new ArrayList<Map<?, ?>>();
        maps(list.value(live.getAdditionalProperties())).forEach(entry -> {
            var path = list.and(entry, mergeKey(entry));
            var field = unique.get(path);
            var ours = field == null
                    ? path.value(desired.getAdditionalProperties()).map(same -> (Map<?, ?>) same)
                    : ours(entry, path, desired, field);
            ours.ifPresent(wanted::remove);
            settled.add(ours.<Map<?, ?>>map(other -> over(entry, other)).orElse(entry));
        });
        settled.addAll(wanted);
        return settled;
    }

    private static Map<?, ?> over(Map<?, ?> entry, Map<?, ?> ours) {
        var both = new LinkedHashMap<Object, Object>(entry);
        both.putAll(ours);
        return both;
    }

    @SuppressWarnings("unchecked") // a clone is made of JSON maps
    private GenericKubernetesResource with(
            GenericKubernetesResource object,
            Function<FieldPath, List<Map<?, ?>>> content,
            KubernetesSerialization serialization) {
        var changed = serialization.clone(object);
        unique.keySet().stream()
                .map(FieldPath::parent)
                .distinct()
                .forEach(list -> list.parent()
                        .value(changed.getAdditionalProperties())
                        .ifPresent(fields -> ((Map<String, Object>) fields).put(list.name(), content.apply(list))));
        return changed;
    }
}
