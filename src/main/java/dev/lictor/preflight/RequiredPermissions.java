package dev.lictor.preflight;

import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.bootstrap.plan.AdoptionPolicy;
import dev.lictor.bootstrap.plan.BootstrapRequest;
import dev.lictor.bootstrap.plan.Plan;
import dev.lictor.bootstrap.plan.Step;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.Permission;
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

/** The rights that a run needs: to read and preview in any case, and to write what its plan has it write. */
final class RequiredPermissions {
    private RequiredPermissions() {}

    /** Of the run with this plan. */
    static Set<Permission> of(ClusterSpec spec, Plan plan) {
        var rights = reading(spec, DesiredObjects.of(spec));
        for (var step : plan.steps()) {
            switch (step) {
                case Step.MakeNamespace(var namespace) -> rights.add(toCreate(namespace));
                case Step.MakeSecret(var secret, var parts) ->
                    rights.add(toCreate(SecretObject.of(spec, secret.name(), Map.of())));
                case Step.Make(var desired) -> rights.add(toCreate(desired));
                case Step.ChangeSecret(var live, var parts, var reasons) -> rights.add(Permission.to("update", live));
                case Step.Adopt(var desired, var live, var applied, var fields) ->
                    rights.add(Permission.to("update", desired));
                case Step.AdoptLater(var desired) -> rights.add(Permission.to("update", desired));
                case Step.Succeed(var desired, var servers) -> rights.addAll(succession(spec, desired));
                case Step.Change(var desired, var fields) -> rights.addAll(replacing(spec, desired));
                case Step.Overrule(var desired, var preview) -> rights.addAll(replacing(spec, desired));
                case Step.Withdraw withdraw -> rights.addAll(replacing(spec, StatefulSetObject.named(spec)));
                case Step.Keep keep -> {}
                case Step.Leave leave -> {}
                case Step.Refuse refuse -> {}
            }
        }
        return rights;
    }

    /** Another StatefulSet has its servers replaced, one after another. */
    private static Set<Permission> replacing(ClusterSpec spec, HasMetadata changed) {
        var rights = new LinkedHashSet<Permission>();
        if (changed instanceof StatefulSet) {
            var namespace = spec.names().namespace();
            for (var server : spec.names().servers(spec.servers())) {
                rights.add(new Permission("create", "", "pods/eviction", namespace, server));
                rights.add(new Permission("delete", "", "pods", namespace, server));
            }
        }
        return rights;
    }

    /** To have the servers of another StatefulSet give way to ours, which no Role of the Job gives: it is an operator's. */
    private static Set<Permission> succession(ClusterSpec spec, HasMetadata servers) {
        var namespace = spec.names().namespace();
        var rights = new LinkedHashSet<Permission>();
        rights.add(Permission.to("delete", servers));
        rights.add(Permission.to("create", servers));
        spec.names()
                .servers(spec.servers())
                .forEach(server -> rights.add(new Permission("delete", "", "pods", namespace, server)));
        rights.add(new Permission("get", "", "pods/proxy", namespace, ""));
        rights.add(new Permission("create", "discovery.k8s.io", "endpointslices", namespace, ""));
        return rights;
    }

    /** Of any run, whatever else it finds. */
    static Set<Permission> atMost(BootstrapRequest request, boolean namespaceExists) {
        var spec = request.spec();
        var desired = DesiredObjects.of(spec);
        var rights = reading(spec, desired);
        secrets(spec).forEach(secret -> rights.add(Permission.to("update", secret)));
        objects(spec, desired)
                .filter(object -> !(namespaceExists && object instanceof Namespace))
                .forEach(object -> rights.add(toCreate(object)));
        rights.addAll(replacing(spec, StatefulSetObject.named(spec)));
        if (request.takeover() == AdoptionPolicy.ADOPT) {
            desired.forEach(object -> rights.add(Permission.to("update", object)));
            rights.addAll(succession(spec, StatefulSetObject.named(spec)));
        }
        return rights;
    }

    /** A preview is a patch, even of what stays as it is. */
    private static Set<Permission> reading(ClusterSpec spec, List<HasMetadata> desired) {
        var rights = new LinkedHashSet<Permission>();
        objects(spec, desired).forEach(object -> rights.add(Permission.to("get", object)));
        desired.forEach(object -> rights.add(Permission.to("patch", object)));
        rights.add(new Permission("list", "", "pods", spec.names().namespace(), ""));
        return rights;
    }

    /** Secrets and the namespace are POSTed; the rest is applied, under its name. */
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
