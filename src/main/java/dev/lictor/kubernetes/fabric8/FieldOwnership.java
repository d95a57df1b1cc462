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

/** Who manages which field of an object, as {@code metadata.managedFields} has it (Kubernetes' "Server-Side Apply"). */
final class FieldOwnership {
    private static final String APPLY = "Apply";
    private static final String ITSELF = ".";

    private FieldOwnership() {}

    /**
     * All fields become one manager's, as if it had applied them: what it leaves out of its next application is removed, and nobody is
     * left to conflict with. Statuses stay their controllers'.
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
     * Fields, with all that is in them, become one manager's alone, as if it had applied them: its next application without them removes
     * them.
     *
     * @param paths of what is there
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

    /** Who manages the field or anything in it, but for one manager's applications. */
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
