package dev.lictor.kube;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who manages which field of an object, as {@code metadata.managedFields} has it (Kubernetes' "Server-Side Apply"). */
final class FieldOwnership {
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
        var all = new FieldsV1();
        all.setAdditionalProperties(fields);
        entries.add(new ManagedFieldsEntryBuilder()
                .withManager(manager)
                .withOperation("Apply")
                .withApiVersion(live.getApiVersion())
                .withFieldsType("FieldsV1")
                .withFieldsV1(all)
                .build());
        return entries;
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
