package dev.lictor.bootstrap.plan;

import dev.lictor.bootstrap.keys.KeyMaterialKind;
import dev.lictor.bootstrap.keys.KeyMaterialSource;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.SecretObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What every decision about key material looks at. */
record PlanningContext(BootstrapRequest request, ObservedState inventory, Instant now) {
    static final String TAKEN_OVER = "taken over, with what it holds";

    ClusterSpec spec() {
        return request.spec();
    }

    ObjectKey key(String secret) {
        return new ObjectKey("Secret", spec().names().namespace(), secret);
    }

    Optional<Secret> find(String secret) {
        return Optional.ofNullable(inventory.secrets().get(secret));
    }

    /** One that is this cluster's, or becomes it by this run. */
    Optional<Secret> usable(String secret) {
        return find(secret).filter(live -> !isForeign(live));
    }

    boolean isForeign(HasMetadata live) {
        return !Labels.areOurs(live, spec()) && request.takeover() == AdoptionPolicy.REFUSE;
    }

    boolean isTakenOver(HasMetadata live) {
        return !Labels.areOurs(live, spec()) && request.takeover() == AdoptionPolicy.ADOPT;
    }

    /** Servers, ours or about to be, live by the key material that is there. */
    boolean hasServers() {
        return isTakingServersOver() || (isOurs() && inventory.remains().servers());
    }

    /** So do servers that are to come, by what others have left in their data. */
    boolean hasData() {
        return hasServers() || (isOurs() && inventory.remains().data());
    }

    private boolean isTakingServersOver() {
        return request.takeover() == AdoptionPolicy.ADOPT
                && (!inventory.predecessors().isEmpty() || statefulSet().anyMatch(this::isTakenOver));
    }

    /** Unless there is another's in the place of our StatefulSet. */
    private boolean isOurs() {
        return statefulSet().noneMatch(this::isForeign);
    }

    private Stream<HasMetadata> statefulSet() {
        return inventory.previews().entrySet().stream()
                .filter(entry -> entry.getKey() instanceof StatefulSet)
                .flatMap(entry -> entry.getValue().found().stream());
    }

    Step.Refuse foreign(ObjectKey secret) {
        return new Step.Refuse(
                secret, Planner.foreign(spec(), inventory, secret).why());
    }

    /** A Secret that is there gets what differs, and our labels if it is taken over. */
    Step changed(Secret live, Map<KeyMaterialKind, KeyMaterialSource> parts, List<String> reasons, String good) {
        var why = new ArrayList<String>();
        if (isTakenOver(live)) {
            why.add(TAKEN_OVER + (good.isEmpty() ? "" : ": " + good));
        }
        why.addAll(reasons);
        return why.isEmpty()
                ? new Step.Keep(ObjectKey.of(live), good)
                : new Step.ChangeSecret(isTakenOver(live) ? SecretObject.labelled(spec(), live) : live, parts, why);
    }
}
