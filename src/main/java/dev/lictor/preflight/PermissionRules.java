package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.Permission;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reports missing permissions as the RBAC rules that would grant them. */
final class PermissionRules {
    private PermissionRules() {}

    static List<Finding> missing(ClusterSpec spec, Facts facts) {
        return switch (facts.missingPermissions()) {
            case Fact.Known(var permissions) ->
                grouped(permissions).stream().map(rule -> rule.finding(spec)).toList();
            case Fact.Unknown(var why) ->
                List.of(
                        new Finding.Unknown(
                                "whether all permissions are granted: " + why,
                                "the dry run of each object shows it; ClusterRole system:basic-user grants the permission to ask"));
            case Fact.NotRead<List<Permission>> notRead -> List.of();
        };
    }

    /** One RBAC rule for all verbs of an object, and for all objects of a resource with the same missing verbs. */
    private static List<MissingRule> grouped(List<Permission> permissions) {
        var verbs = new LinkedHashMap<Permission, Set<String>>();
        for (var permission : permissions) {
            var object = new Permission(
                    "", permission.group(), permission.resource(), permission.namespace(), permission.name());
            verbs.computeIfAbsent(object, none -> new LinkedHashSet<>()).add(permission.verb());
        }
        var names = new LinkedHashMap<MissingRule, Set<String>>();
        verbs.forEach((object, missing) -> names.computeIfAbsent(
                        new MissingRule(object, object.name().isEmpty(), missing), none -> new LinkedHashSet<>())
                .add(object.name()));
        return names.entrySet().stream()
                .map(entry -> entry.getKey().of(entry.getValue()))
                .toList();
    }

    private record MissingRule(
            String group, String resource, String namespace, boolean ofAnyName, Set<String> verbs, Set<String> names) {

        private MissingRule(Permission object, boolean ofAnyName, Set<String> verbs) {
            this(object.group(), object.resource(), object.namespace(), ofAnyName, verbs, Set.of());
        }

        private MissingRule of(Set<String> named) {
            return new MissingRule(group, resource, namespace, ofAnyName, verbs, named);
        }

        private Finding finding(ClusterSpec spec) {
            var objects = ofAnyName ? resource : resource + " " + String.join(", ", names);
            return namespace.isEmpty()
                    ? new Finding.Refusal(
                            "may not %s %s".formatted(String.join(", ", verbs), objects),
                            "ask an administrator to create it, with the Role of k8s/role.yaml in it: kubectl create namespace "
                                    + spec.names().namespace())
                    : new Finding.Refusal(
                            "may not %s %s in namespace %s".formatted(String.join(", ", verbs), objects, namespace),
                            "add to the Role there, as k8s/role.yaml has it: " + yaml());
        }

        private String yaml() {
            return "{apiGroups: [%s], resources: [%s], %sverbs: [%s]}"
                    .formatted(
                            group.isEmpty() ? "\"\"" : group,
                            resource,
                            ofAnyName
                                    ? ""
                                    : names.stream().collect(Collectors.joining(", ", "resourceNames: [", "], ")),
                            String.join(", ", verbs));
        }
    }
}
