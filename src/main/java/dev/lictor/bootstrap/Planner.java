package dev.lictor.bootstrap;

import dev.lictor.bootstrap.objects.Labels;
import dev.lictor.bootstrap.objects.NamespaceObject;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Preview;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Instant;
import java.util.ArrayList;

/** Decides what a run does, from what was asked and what is there. */
public final class Planner {
    private Planner() {}

    public static Plan plan(Request request, Inventory inventory, Instant now) {
        var spec = request.spec();
        var steps = new ArrayList<Step>();
        steps.add(namespace(spec, inventory));
        steps.addAll(SecretPlanner.plan(request, inventory, now));
        inventory.previews().forEach((desired, preview) -> steps.add(step(spec, desired, preview)));
        return new Plan(steps);
    }

    private static Step namespace(ClusterSpec spec, Inventory inventory) {
        Namespace namespace = NamespaceObject.of(spec);
        return inventory.namespaceExists()
                ? new Step.Leave(ObjectKey.of(namespace))
                : new Step.MakeNamespace(namespace);
    }

    private static Step step(ClusterSpec spec, HasMetadata desired, Preview preview) {
        var key = ObjectKey.of(desired);
        if (preview.found().filter(live -> !ours(spec, live)).isPresent()) {
            return foreign(spec, key);
        }
        return switch (preview) {
            case Preview.Absent() -> new Step.Make(desired);
            case Preview.Same same -> new Step.Leave(key);
            case Preview.Different(var live, var applied, var fields) -> new Step.Change(desired, fields);
            case Preview.Conflicting(var live, var conflicts) ->
                new Step.Refuse(key, String.join("; ", conflicts) + ": undo that change or give the field up");
            case Preview.Invalid(var live, var why) -> new Step.Refuse(key, why);
        };
    }

    static boolean ours(ClusterSpec spec, HasMetadata live) {
        return Labels.areOurs(live, spec);
    }

    /** An object without our labels belongs to somebody else, whatever its name. */
    static Step.Refuse foreign(ClusterSpec spec, ObjectKey key) {
        return new Step.Refuse(
                key,
                "exists and is not part of this cluster; choose another lictor.name, remove it, or hand it over: kubectl label -n %s %s --overwrite %s"
                        .formatted(spec.names().namespace(), key, Labels.asArguments(spec)));
    }
}
