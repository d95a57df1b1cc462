package dev.lictor.preflight;

import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.Plan;
import dev.lictor.bootstrap.plan.Step;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.Permission;
import dev.lictor.manifests.ConfigurationCheckPod;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.manifests.SecretObject;
import dev.lictor.manifests.StatefulSetObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The permissions that a run needs: always to read and to dry-run, and to write what its plan writes. */
final class RequiredPermissions {
    private RequiredPermissions() {}

    /** The permissions of a run with this plan. */
    static Set<Permission> of(ClusterSpec spec, Plan plan) {
        var permissions = reading(spec, DesiredObjects.of(spec));
        for (var step : plan.steps()) {
            switch (step) {
                case Step.CreateNamespace(var namespace) -> permissions.add(toCreate(namespace));
                case Step.CreateSecret(var secret, var sources) ->
                    permissions.add(toCreate(SecretObject.of(spec, secret.name(), Map.of())));
                case Step.Create(var desired) -> permissions.add(toCreate(desired));
                case Step.ChangeSecret(var live, var sources, var reasons) ->
                    permissions.add(Permission.to("update", live));
                case Step.Adopt(var desired, var live, var applied, var fields) ->
                    permissions.add(Permission.to("update", desired));
                case Step.DeferAdoption(var desired) -> permissions.add(Permission.to("update", desired));
                case Step.ReplaceServers(var desired, var servers) -> permissions.addAll(takeover(spec, desired));
                case Step.Change(var desired, var fields) -> permissions.addAll(replacing(spec, desired));
                case Step.ForceApply(var desired, var preview) -> permissions.addAll(replacing(spec, desired));
                case Step.ScaleDown scaleDown -> permissions.addAll(replacing(spec, StatefulSetObject.named(spec)));
                case Step.Keep keep -> {}
                case Step.NoChange noChange -> {}
                case Step.Refuse refuse -> {}
            }
        }
        return permissions;
    }

    /** Before servers are replaced, a pod asks Consul whether it accepts what the user has added to its configuration. */
    private static Set<Permission> checkingTheConfiguration(ClusterSpec spec) {
        var permissions = new LinkedHashSet<Permission>();
        if (spec.extras().hasConsulKeys()) {
            for (var verb : List.of("create", "patch", "delete")) {
                permissions.add(
                        new Permission(verb, "", "pods", spec.names().namespace(), ConfigurationCheckPod.name(spec)));
            }
        }
        return permissions;
    }

    /** A changed StatefulSet needs its servers replaced, one at a time. */
    private static Set<Permission> replacing(ClusterSpec spec, HasMetadata changed) {
        var permissions = new LinkedHashSet<Permission>();
        if (changed instanceof StatefulSet) {
            permissions.addAll(checkingTheConfiguration(spec));
            var namespace = spec.names().namespace();
            for (var server : spec.names().servers(spec.servers())) {
                permissions.add(new Permission("create", "", "pods/eviction", namespace, server));
                permissions.add(new Permission("delete", "", "pods", namespace, server));
            }
        }
        return permissions;
    }

    /** Replacing the servers of a StatefulSet that is taken over. The Job's Role does not grant it: an operator does it. */
    private static Set<Permission> takeover(ClusterSpec spec, HasMetadata servers) {
        var namespace = spec.names().namespace();
        var permissions = new LinkedHashSet<Permission>();
        permissions.add(Permission.to("delete", servers));
        permissions.add(Permission.to("create", servers));
        spec.names()
                .servers(spec.servers())
                .forEach(server -> permissions.add(new Permission("delete", "", "pods", namespace, server)));
        permissions.addAll(checkingTheConfiguration(spec));
        permissions.add(new Permission("get", "", "pods/proxy", namespace, ""));
        permissions.add(new Permission("create", "discovery.k8s.io", "endpointslices", namespace, ""));
        return permissions;
    }

    /** The permissions that any run could need. */
    static Set<Permission> atMost(BootstrapRequest request, boolean namespaceExists) {
        var spec = request.spec();
        var desired = DesiredObjects.of(spec);
        var permissions = reading(spec, desired);
        secrets(spec).forEach(secret -> permissions.add(Permission.to("update", secret)));
        objects(spec, desired)
                .filter(object -> !(namespaceExists && object instanceof Namespace))
                .forEach(object -> permissions.add(toCreate(object)));
        permissions.addAll(replacing(spec, StatefulSetObject.named(spec)));
        if (request.takeover() == AdoptionPolicy.ADOPT) {
            desired.forEach(object -> permissions.add(Permission.to("update", object)));
            permissions.addAll(takeover(spec, StatefulSetObject.named(spec)));
        }
        return permissions;
    }

    /** A dry run is a PATCH, also of an object that does not change. */
    private static Set<Permission> reading(ClusterSpec spec, List<HasMetadata> desired) {
        var permissions = new LinkedHashSet<Permission>();
        objects(spec, desired).forEach(object -> permissions.add(Permission.to("get", object)));
        desired.forEach(object -> permissions.add(Permission.to("patch", object)));
        permissions.add(new Permission("list", "", "pods", spec.names().namespace(), ""));
        return permissions;
    }

    /** Secrets and the namespace are created by POST; the others by server-side apply, under their names. */
    private static Permission toCreate(HasMetadata object) {
        return switch (object) {
            case Secret secret -> Permission.toCreate(secret);
            case Namespace namespace -> Permission.toCreate(namespace);
            default -> Permission.to("create", object);
        };
    }

    static Stream<HasMetadata> secrets(ClusterSpec spec) {
        return KeyMaterialKind.bySecret(spec).keySet().stream().map(name -> SecretObject.of(spec, name, Map.of()));
    }

    private static Stream<HasMetadata> objects(ClusterSpec spec, List<HasMetadata> desired) {
        return Stream.of(Stream.<HasMetadata>of(NamespaceObject.of(spec)), secrets(spec), desired.stream())
                .flatMap(objects -> objects);
    }
}
