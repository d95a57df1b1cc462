package dev.lictor.kubernetes;

import java.util.List;

/**
 * An RBAC rule that applies to the caller ("Using RBAC Authorization"). {@code *} means any.
 *
 * @param names the {@code resourceNames}; empty for any name
 */
public record RbacRule(List<String> verbs, List<String> groups, List<String> resources, List<String> names) {
    public RbacRule {
        verbs = List.copyOf(verbs);
        groups = List.copyOf(groups);
        resources = List.copyOf(resources);
        names = List.copyOf(names);
    }

    public boolean allows(Permission permission) {
        return covers(verbs, permission.verb())
                && covers(groups, permission.group())
                && covers(resources, permission.resource())
                && (names.isEmpty() || names.contains(permission.name()));
    }

    private static boolean covers(List<String> granted, String wanted) {
        return granted.contains("*") || granted.contains(wanted);
    }
}
