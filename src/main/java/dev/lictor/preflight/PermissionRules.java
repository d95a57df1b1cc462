package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.Permission;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Missing rights, as the rules that would give them. */
final class PermissionRules {
    private PermissionRules() {}

    static List<Finding> missing(ClusterSpec spec, Facts facts) {
        return switch (facts.missingRights()) {
            case Fact.Known(var rights) ->
                grouped(rights).stream().map(rule -> rule.finding(spec)).toList();
            case Fact.Unknown(var why) ->
                List.of(new Finding.Unknown(
                        "whether all rights are given: " + why,
                        "the dry run of every object will tell; ClusterRole system:basic-user gives the right to ask"));
            case Fact.Unasked<List<Permission>> unasked -> List.of();
        };
    }

    /** One rule for all verbs of an object, and for all objects of a kind that lack the same verbs. */
    private static List<MissingRule> grouped(List<Permission> rights) {
        var verbs = new LinkedHashMap<Permission, Set<String>>();
        for (var right : rights) {
            var object = new Permission("", right.group(), right.resource(), right.namespace(), right.name());
            verbs.computeIfAbsent(object, none -> new LinkedHashSet<>()).add(right.verb());
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
                            "an administrator makes it, and the Role of k8s/role.yaml in it: kubectl create namespace "
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
