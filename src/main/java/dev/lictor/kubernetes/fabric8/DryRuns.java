package dev.lictor.kubernetes.fabric8;

import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.FieldConflict;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteConflictException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out by dry runs what writing an object would do, and classifies the refusals. */
final class DryRuns {
    private static final int UNPROCESSABLE = 422;

    /** The API server answers 500 with this text to an apply of an unknown field (structured-merge-diff). */
    private static final String UNKNOWN_FIELD = "field not declared in schema";

    private final KubernetesClient client;

    DryRuns(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Reads the live object only after the dry run, whose answer tells whether there is one.
     *
     * @throws WriteConflictException if another client has created or deleted the object in the meantime
     */
    DryRunResult of(HasMetadata object) {
        var desired = GenericResources.tree(client, object);
        try {
            var applied = applied(desired, false);
            return isCreated(applied)
                    ? new DryRunResult.Absent(OmittedFields.of(desired, applied))
                    : compared(
                            find(object)
                                    .orElseThrow(
                                            () -> new WriteConflictException(ObjectKey.of(object) + " is gone again")),
                            desired,
                            applied);
        } catch (KubernetesClientException e) {
            if (!isAboutTheObject(e)) {
                throw Fabric8KubernetesApi.failure("patch " + ObjectKey.of(object), e);
            }
            var found = find(object);
            var leftover = Leftover.of(e, found, desired);
            return leftover.isPresent() ? of(desired, leftover.get()) : refused(object, found, e);
        }
    }

    private Optional<GenericKubernetesResource> find(HasMetadata object) {
        return Fabric8KubernetesApi.findGeneric(client, object);
    }

    /** An object gets its {@code resourceVersion} when it is stored, and a dry run stores nothing. */
    private static boolean isCreated(HasMetadata applied) {
        var version = applied.getMetadata().getResourceVersion();
        return version == null || version.isEmpty();
    }

    /** Other refusals would be the same for any object. */
    private static boolean isAboutTheObject(KubernetesClientException e) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_NOT_FOUND, UNPROCESSABLE -> true;
            default -> Fabric8KubernetesApi.said(e).contains(UNKNOWN_FIELD);
        };
    }

    private DryRunResult of(GenericKubernetesResource desired, Leftover leftover) {
        try {
            return leftover.conflicts().isEmpty()
                    ? compared(leftover.live(), desired, applied(desired, leftover, false))
                    : new DryRunResult.Conflicting(leftover.live(), leftover.conflicts());
        } catch (KubernetesClientException e) {
            return refused(desired, Optional.of(leftover.live()), e);
        }
    }

    DryRunResult byForce(HasMetadata object, DryRunResult.Conflicting preview) {
        var desired = GenericResources.tree(client, object);
        try {
            return forced(preview.live(), desired, applied(desired, true), preview.conflicts());
        } catch (KubernetesClientException e) {
            var leftover = Leftover.of(e, Optional.of(GenericResources.tree(client, preview.live())), desired);
            return leftover.isPresent()
                    ? byForce(desired, preview, leftover.get())
                    : refused(object, preview.found(), e);
        }
    }

    private DryRunResult byForce(
            GenericKubernetesResource desired, DryRunResult.Conflicting preview, Leftover leftover) {
        try {
            return forced(
                    preview.live(),
                    desired,
                    applied(desired, leftover, true),
                    Stream.concat(preview.conflicts().stream(), leftover.conflicts().stream())
                            .distinct()
                            .toList());
        } catch (KubernetesClientException e) {
            return refused(desired, preview.found(), e);
        }
    }

    private GenericKubernetesResource applied(GenericKubernetesResource desired, Leftover leftover, boolean force) {
        var serialization = client.getKubernetesSerialization();
        return leftover.whole(applied(leftover.passing(desired, serialization), force), desired, serialization);
    }

    private GenericKubernetesResource applied(GenericKubernetesResource desired, boolean force) {
        var request =
                GenericResources.resource(client, desired).dryRun().fieldManager(Fabric8KubernetesApi.FIELD_MANAGER);
        return force ? request.forceConflicts().serverSideApply() : request.serverSideApply();
    }

    /** By a {@code PUT}, which also removes the fields of the other managers, as the adoption does. */
    DryRunResult ofAdoption(HasMetadata live, HasMetadata desired) {
        var whole = client.getKubernetesSerialization().clone(desired);
        whole.getMetadata().setResourceVersion(live.getMetadata().getResourceVersion());
        try {
            return forced(live, desired, client.resource(whole).dryRun().update(), List.of());
        } catch (KubernetesClientException e) {
            if (e.getCode() == UNPROCESSABLE && !Fabric8KubernetesApi.isOfAdmission(e)) {
                return new DryRunResult.Invalid(Optional.of(live), Fabric8KubernetesApi.said(e));
            }
            throw Fabric8KubernetesApi.failure("update " + ObjectKey.of(desired), e);
        }
    }

    private static DryRunResult forced(
            HasMetadata live, HasMetadata desired, HasMetadata applied, List<FieldConflict> conflicts) {
        return new DryRunResult.Forced(
                live, applied, conflicts, FieldDifference.between(live, applied), OmittedFields.of(desired, applied));
    }

    private static DryRunResult compared(HasMetadata live, HasMetadata desired, HasMetadata applied) {
        var fields = FieldDifference.between(live, applied);
        var omitted = OmittedFields.of(desired, applied);
        return fields.isEmpty()
                ? new DryRunResult.Same(live, omitted)
                : new DryRunResult.Different(live, applied, fields, omitted);
    }

    private static DryRunResult refused(
            HasMetadata desired, Optional<? extends HasMetadata> live, KubernetesClientException e) {
        Optional<HasMetadata> found = live.map(HasMetadata.class::cast);
        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
            return new DryRunResult.Conflicting(
                    found.orElseThrow(() ->
                            new WriteConflictException(ObjectKey.of(desired) + ": " + Fabric8KubernetesApi.said(e), e)),
                    conflicts(e));
        }
        if (desired instanceof GenericKubernetesResource && GenericResources.isUnknownKind(e)) {
            return new DryRunResult.Invalid(
                    found,
                    "the API server does not serve %s of %s: install its definition, or leave it out"
                            .formatted(desired.getKind(), desired.getApiVersion()));
        }
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && found.isEmpty()) {
            return new DryRunResult.Absent(); // the namespace does not exist either
        }
        if (Fabric8KubernetesApi.isOfAdmission(e)) {
            throw Fabric8KubernetesApi.failure("write " + ObjectKey.of(desired), e);
        }
        if (e.getCode() == UNPROCESSABLE || Fabric8KubernetesApi.said(e).contains(UNKNOWN_FIELD)) {
            return new DryRunResult.Invalid(found, Fabric8KubernetesApi.said(e));
        }
        throw Fabric8KubernetesApi.failure("patch " + ObjectKey.of(desired), e);
    }

    private static List<FieldConflict> conflicts(KubernetesClientException e) {
        var details = e.getStatus().getDetails();
        return details == null || details.getCauses().isEmpty()
                ? List.of(new FieldConflict("a field", Fabric8KubernetesApi.said(e)))
                : details.getCauses().stream().map(DryRuns::conflict).toList();
    }

    /** The API server's message reads: conflict with "manager" using apps/v1. */
    private static FieldConflict conflict(StatusCause cause) {
        var words = cause.getMessage().split("\"", -1);
        return new FieldConflict(cause.getField(), words.length > 1 ? words[1] : cause.getMessage());
    }
}
