package dev.lictor.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/** What writing an object would do, by dry runs, and what their refusals mean. */
final class Previews {
    private static final int UNPROCESSABLE = 422;

    private final KubernetesClient client;

    Previews(KubernetesClient client) {
        this.client = client;
    }

    /** @param found the object as it is */
    Preview of(HasMetadata desired, Optional<GenericKubernetesResource> found) {
        try {
            var applied = Trees.resource(client, desired)
                    .dryRun()
                    .fieldManager(Fabric8Cluster.FIELD_MANAGER)
                    .serverSideApply();
            return found.<Preview>map(live -> compared(live, applied)).orElseGet(Preview.Absent::new);
        } catch (KubernetesClientException e) {
            return refused(desired, found, e);
        }
    }

    Preview byForce(HasMetadata desired, Preview.Conflicting preview) {
        try {
            var applied = Trees.resource(client, desired)
                    .dryRun()
                    .fieldManager(Fabric8Cluster.FIELD_MANAGER)
                    .forceConflicts()
                    .serverSideApply();
            return overruling(preview.live(), applied, preview.conflicts());
        } catch (KubernetesClientException e) {
            return refused(desired, preview.found(), e);
        }
    }

    /** By a replacement, which leaves nothing of the stranger's either. */
    Preview ofAdoption(HasMetadata live, HasMetadata desired) {
        var whole = client.getKubernetesSerialization().clone(desired);
        whole.getMetadata().setResourceVersion(live.getMetadata().getResourceVersion());
        try {
            return overruling(live, client.resource(whole).dryRun().update(), List.of());
        } catch (KubernetesClientException e) {
            if (e.getCode() == UNPROCESSABLE) {
                return new Preview.Invalid(Optional.of(live), Fabric8Cluster.said(e));
            }
            throw Fabric8Cluster.failure("update " + ObjectKey.of(desired), e);
        }
    }

    private static Preview overruling(HasMetadata live, HasMetadata applied, List<Conflict> conflicts) {
        return new Preview.Overruling(live, applied, conflicts, FieldDifference.between(live, applied));
    }

    private static Preview compared(HasMetadata live, HasMetadata applied) {
        var fields = FieldDifference.between(live, applied);
        return fields.isEmpty() ? new Preview.Same(live) : new Preview.Different(live, applied, fields);
    }

    private static Preview refused(
            HasMetadata desired, Optional<? extends HasMetadata> live, KubernetesClientException e) {
        Optional<HasMetadata> found = live.map(HasMetadata.class::cast);
        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT && found.isPresent()) {
            return new Preview.Conflicting(found.get(), conflicts(e));
        }
        if (desired instanceof GenericKubernetesResource && Trees.isUnknownKind(e)) {
            return new Preview.Invalid(
                    found,
                    "the API server knows no %s of %s: install what defines it, or do not ask for it"
                            .formatted(desired.getKind(), desired.getApiVersion()));
        }
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && found.isEmpty()) {
            return new Preview.Absent(); // and its namespace, too
        }
        if (e.getCode() == UNPROCESSABLE) {
            return new Preview.Invalid(found, Fabric8Cluster.said(e));
        }
        throw Fabric8Cluster.failure("patch " + ObjectKey.of(desired), e);
    }

    private static List<Conflict> conflicts(KubernetesClientException e) {
        var details = e.getStatus().getDetails();
        return details == null || details.getCauses().isEmpty()
                ? List.of(new Conflict("a field", Fabric8Cluster.said(e)))
                : details.getCauses().stream().map(Previews::conflict).toList();
    }

    /** The API server's message is: conflict with "manager" using apps/v1. */
    private static Conflict conflict(StatusCause cause) {
        var words = cause.getMessage().split("\"", -1);
        return new Conflict(cause.getField(), words.length > 1 ? words[1] : cause.getMessage());
    }
}
