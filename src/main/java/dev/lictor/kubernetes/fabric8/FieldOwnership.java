package dev.lictor.kubernetes.fabric8;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads and changes {@code metadata.managedFields}: which manager owns which field (Kubernetes documentation, "Server-Side Apply"). */
final class FieldOwnership {
    private static final String APPLY = "Apply";
    private static final String ITSELF = ".";

    private FieldOwnership() {}

    /**
     * The entries that give all fields to one manager, as if it had applied them. Its next apply removes the fields that it leaves out, and
     * cannot conflict with any other manager. The status stays with its controllers.
     */
    static List<ManagedFieldsEntry> handedOver(HasMetadata live, String manager) {
        var entries = new ArrayList<ManagedFieldsEntry>();
        var fields = new TreeMap<String, Object>();
        for (var entry : live.getMetadata().getManagedFields()) {
            if (isOfSubresource(entry)) {
                entries.add(entry);
            } else if (entry.getFieldsV1() != null) {
                merge(fields, entry.getFieldsV1().getAdditionalProperties());
            }
        }
        entries.add(application(live, manager, fields));
        return entries;
    }

    /**
     * The entries that give some fields, with everything below them, to one manager alone, as if it had applied them. Its next apply
     * removes them if it leaves them out.
     *
     * @param paths of fields that the live object has
     */
    static List<ManagedFieldsEntry> claimed(GenericKubernetesResource live, String manager, List<FieldPath> paths) {
        var entries = new ArrayList<ManagedFieldsEntry>();
        var ours = new TreeMap<String, Object>();
        for (var entry : live.getMetadata().getManagedFields()) {
            if (isOfSubresource(entry) || entry.getFieldsV1() == null) {
                entries.add(entry);
            } else if (isApplication(entry, manager)) {
                merge(ours, entry.getFieldsV1().getAdditionalProperties());
            } else {
                var others = new TreeMap<String, Object>();
                merge(others, entry.getFieldsV1().getAdditionalProperties());
                paths.forEach(path -> remove(others, path.steps()));
                if (!others.isEmpty()) {
                    entries.add(new ManagedFieldsEntryBuilder(entry)
                            .withFieldsV1(fields(others))
                            .build());
                }
            }
        }
        for (var path : paths) {
            Object claimed = path.value(live.getAdditionalProperties())
                    .map(FieldOwnership::all)
                    .orElseGet(TreeMap::new);
            for (var step : path.steps().reversed()) {
                claimed = Map.of(step, claimed);
            }
            merge(ours, (Map<?, ?>) claimed);
        }
        entries.add(application(live, manager, ours));
        return entries;
    }

    /** The managers that own the field or anything below it, without this manager's own applies. */
    static List<String> othersOf(HasMetadata live, String manager, FieldPath path) {
        return live.getMetadata().getManagedFields().stream()
                .filter(entry -> !isOfSubresource(entry) && !isApplication(entry, manager))
                .filter(entry -> entry.getFieldsV1() != null
                        && isManaged(entry.getFieldsV1().getAdditionalProperties(), path.steps()))
                .map(ManagedFieldsEntry::getManager)
                .distinct()
                .toList();
    }

    private static boolean isManaged(Map<?, ?> fields, List<String> steps) {
        Object below = fields;
        for (var step : steps) {
            if (!(below instanceof Map<?, ?> named) || !named.containsKey(step)) {
                return false;
            }
            below = named.get(step);
        }
        return true;
    }

    private static void remove(Map<String, Object> fields, List<String> steps) {
        var name = steps.getFirst();
        if (steps.size() == 1) {
            fields.remove(name);
        } else if (fields.get(name) instanceof Map<?, ?> known) {
            var below = new TreeMap<String, Object>();
            merge(below, known);
            remove(below, steps.subList(1, steps.size()));
            if (below.isEmpty()) {
                fields.remove(name);
            } else {
                fields.put(name, below);
            }
        }
    }

    private static Map<String, Object> all(Object value) {
        var fields = new TreeMap<String, Object>();
        if (value instanceof Map<?, ?> map) {
            fields.put(ITSELF, Map.of());
            map.forEach((name, below) -> fields.put(FieldPath.field(name), all(below)));
        }
        return fields;
    }

    private static boolean isApplication(ManagedFieldsEntry entry, String manager) {
        return manager.equals(entry.getManager()) && APPLY.equals(entry.getOperation());
    }

    private static ManagedFieldsEntry application(HasMetadata live, String manager, Map<String, Object> fields) {
        return new ManagedFieldsEntryBuilder()
                .withManager(manager)
                .withOperation(APPLY)
                .withApiVersion(live.getApiVersion())
                .withFieldsType("FieldsV1")
                .withFieldsV1(fields(fields))
                .build();
    }

    private static FieldsV1 fields(Map<String, Object> fields) {
        var all = new FieldsV1();
        all.setAdditionalProperties(fields);
        return all;
    }

    private static boolean isOfSubresource(ManagedFieldsEntry entry) {
        return entry.getSubresource() != null && !entry.getSubresource().isEmpty();
    }

    private static void merge(Map<String, Object> into, Map<?, ?> from) {
        from.forEach((name, below) -> {
            var merged = new TreeMap<String, Object>();
            if (into.get(String.valueOf(name)) instanceof Map<?, ?> known) {
                merge(merged, known);
            }
            if (below instanceof Map<?, ?> more) {
                merge(merged, more);
            }
            into.put(String.valueOf(name), merged);
        });
    }
}
