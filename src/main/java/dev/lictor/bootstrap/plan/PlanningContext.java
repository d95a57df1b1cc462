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

/** The input of each decision about key material. */
record PlanningContext(BootstrapRequest request, ObservedState observed, Instant now) {
    static final String TAKEN_OVER = "taken over, with what it holds";

    ClusterSpec spec() {
        return request.spec();
    }

    ObjectKey key(String secret) {
        return new ObjectKey("Secret", spec().names().namespace(), secret);
    }

    Optional<Secret> find(String secret) {
        return Optional.ofNullable(observed.secrets().get(secret));
    }

    /** A Secret that belongs to this cluster, or is taken over by this run. */
    Optional<Secret> usable(String secret) {
        return find(secret).filter(live -> !isForeign(live));
    }

    boolean isForeign(HasMetadata live) {
        return !Labels.areOurs(live, spec()) && request.takeover() == AdoptionPolicy.REFUSE;
    }

    boolean isTakenOver(HasMetadata live) {
        return !Labels.areOurs(live, spec()) && request.takeover() == AdoptionPolicy.ADOPT;
    }

    /** Whether servers, Lictor's or about to be taken over, use the present key material. */
    boolean hasServers() {
        return isTakingServersOver() || (isOurs() && observed.remains().servers());
    }

    /** Whether servers use the present key material, or volumes hold the data of earlier servers. */
    boolean hasData() {
        return hasServers() || (isOurs() && observed.remains().data());
    }

    private boolean isTakingServersOver() {
        return request.takeover() == AdoptionPolicy.ADOPT
                && (!observed.predecessors().isEmpty() || statefulSet().anyMatch(this::isTakenOver));
    }

    /** Whether no StatefulSet of another owner has the name of ours. */
    private boolean isOurs() {
        return statefulSet().noneMatch(this::isForeign);
    }

    private Stream<HasMetadata> statefulSet() {
        return observed.previews().entrySet().stream()
                .filter(entry -> entry.getKey() instanceof StatefulSet)
                .flatMap(entry -> entry.getValue().found().stream());
    }

    Step.Refuse foreign(ObjectKey secret) {
        return new Step.Refuse(secret, Planner.foreign(spec(), observed, secret).why());
    }

    /** The step for an existing Secret: writes what differs, and adds our labels if the Secret is taken over. */
    Step changed(Secret live, Map<KeyMaterialKind, KeyMaterialSource> sources, List<String> reasons, String good) {
        var why = new ArrayList<String>();
        if (isTakenOver(live)) {
            why.add(TAKEN_OVER + (good.isEmpty() ? "" : ": " + good));
        }
        why.addAll(reasons);
        return why.isEmpty()
                ? new Step.Keep(ObjectKey.of(live), good)
                : new Step.ChangeSecret(isTakenOver(live) ? SecretObject.labelled(spec(), live) : live, sources, why);
    }
}
