package dev.lictor.kubernetes;

import java.util.List;

/**
 * A rule that holds for the one who asks, as Kubernetes' RBAC knows it: {@code *} is any.
 *
 * @param names of objects; any where empty
 */
public record RbacRule(List<String> verbs, List<String> groups, List<String> resources, List<String> names) {
    public RbacRule {
        verbs = List.copyOf(verbs);
        groups = List.copyOf(groups);
        resources = List.copyOf(resources);
        names = List.copyOf(names);
    }

    public boolean allows(Permission right) {
        return covers(verbs, right.verb())
                && covers(groups, right.group())
                && covers(resources, right.resource())
                && (names.isEmpty() || names.contains(right.name()));
    }

    private static boolean covers(List<String> granted, String wanted) {
        return granted.contains("*") || granted.contains(wanted);
    }
}
