package dev.lictor.preflight;

import dev.lictor.bootstrap.Part;
import dev.lictor.bootstrap.objects.DesiredObjects;
import dev.lictor.bootstrap.objects.NamespaceObject;
import dev.lictor.bootstrap.objects.SecretObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Outcome;
import dev.lictor.kube.Right;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rights that a run needs: to read and preview in any case, and to write what its plan has it write. */
final class Needs {
    private Needs() {}

    /** Of the run with these outcomes. */
    static Set<Right> of(ClusterSpec spec, List<Outcome> outcomes) {
        var objects = objects(spec).collect(Collectors.toMap(ObjectKey::of, Function.<HasMetadata>identity()));
        var rights = reading(spec);
        for (var outcome : outcomes) {
            switch (outcome) {
                case Outcome.Created(var key) -> rights.add(toCreate(find(objects, key)));
                case Outcome.Changed(var key, var fields) -> {
                    if (find(objects, key) instanceof Secret secret) {
                        rights.add(Right.to("update", secret));
                    }
                }
                case Outcome.Removed removed -> {}
                case Outcome.Unchanged unchanged -> {}
                case Outcome.Kept kept -> {}
                case Outcome.Refused refused -> {}
            }
        }
        return rights;
    }

    /** Of any run, whatever else it finds. */
    static Set<Right> atMost(ClusterSpec spec, boolean namespaceExists) {
        var rights = reading(spec);
        secrets(spec).forEach(secret -> rights.add(Right.to("update", secret)));
        objects(spec)
                .filter(object -> !(namespaceExists && object instanceof Namespace))
                .forEach(object -> rights.add(toCreate(object)));
        return rights;
    }

    /** A preview is a patch, even of what stays as it is. */
    private static Set<Right> reading(ClusterSpec spec) {
        var rights = new LinkedHashSet<Right>();
        objects(spec).forEach(object -> rights.add(Right.to("get", object)));
        DesiredObjects.of(spec).forEach(object -> rights.add(Right.to("patch", object)));
        rights.add(new Right("list", "", "pods", spec.names().namespace(), ""));
        return rights;
    }

    /** Secrets and the namespace are POSTed; the rest is applied, under its name. */
    private static Right toCreate(HasMetadata object) {
        return switch (object) {
            case Secret secret -> Right.toCreate(secret);
            case Namespace namespace -> Right.toCreate(namespace);
            default -> Right.to("create", object);
        };
    }

    static Stream<HasMetadata> secrets(ClusterSpec spec) {
        return Part.bySecret(spec).keySet().stream().map(name -> SecretObject.of(spec, name, Map.of()));
    }

    private static Stream<HasMetadata> objects(ClusterSpec spec) {
        return Stream.of(
                        Stream.<HasMetadata>of(NamespaceObject.of(spec)),
                        secrets(spec),
                        DesiredObjects.of(spec).stream())
                .flatMap(objects -> objects);
    }

    private static HasMetadata find(Map<ObjectKey, HasMetadata> objects, ObjectKey key) {
        return Objects.requireNonNull(objects.get(key), () -> "no part of the cluster: " + key);
    }
}
