package dev.lictor.kubernetes.fabric8;

import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteConflictException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Server-side apply by Lictor's field manager (Kubernetes documentation, "Server-Side Apply"). It also removes fields that nobody manages any
 * longer, where the API server refuses to.
 */
final class ServerSideApply {
    /**
     * A {@code resourceVersion} that no object has, because the first writes to etcd are not objects. The API server answers 409 if the object
     * exists, and does not look at it otherwise.
     */
    private static final String NO_VERSION = "1";

    private final KubernetesClient client;
    private final boolean force;

    /** @param force whether to take fields from other managers */
    ServerSideApply(KubernetesClient client, boolean force) {
        this.client = client;
        this.force = force;
    }

    /**
     * @throws KubernetesClientException if the API server refuses it
     * @throws WriteConflictException if the object has changed, or another manager has a field that would be removed
     */
    void apply(HasMetadata desired) {
        try {
            send(desired);
        } catch (KubernetesClientException e) {
            if (!Leftover.isRefused(e)) {
                throw e;
            }
            var leftover = Leftover.of(
                            e,
                            Fabric8KubernetesApi.findGeneric(client, desired),
                            GenericResources.tree(client, desired))
                    .orElseThrow(() -> e);
            if (!isSameVersion(leftover.live(), desired)) {
                throw new WriteConflictException(ObjectKey.of(desired) + " has changed since it was read");
            }
            send(GenericResources.over(client, claim(leftover), desired));
        }
    }

    /** @throws WriteConflictException if the object exists */
    void applyNew(HasMetadata desired) {
        var tree = client.getKubernetesSerialization().clone(GenericResources.tree(client, desired));
        tree.getMetadata().setResourceVersion(NO_VERSION);
        send(tree);
    }

    private void send(HasMetadata desired) {
        var request = GenericResources.resource(client, desired).fieldManager(Fabric8KubernetesApi.FIELD_MANAGER);
        if (force) {
            request.forceConflicts().serverSideApply();
        } else {
            request.serverSideApply();
        }
    }

    /** Whether the live object has the {@code resourceVersion} that the desired one names, if it names one. */
    private static boolean isSameVersion(HasMetadata live, HasMetadata desired) {
        var demanded = desired.getMetadata().getResourceVersion();
        return demanded == null || demanded.equals(live.getMetadata().getResourceVersion());
    }

    /**
     * Gives the leftover fields to Lictor's field manager, by a JSON merge patch of {@code metadata.managedFields} on the version that was
     * read, so that the next apply removes them.
     *
     * @return the object after the patch
     */
    private GenericKubernetesResource claim(Leftover leftover) {
        var conflicts = leftover.conflicts();
        if (!force && !conflicts.isEmpty()) {
            throw new WriteConflictException("%s: %s".formatted(ObjectKey.of(leftover.live()), conflicts.getFirst()));
        }
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("resourceVersion", leftover.live().getMetadata().getResourceVersion());
        metadata.put("managedFields", leftover.claimed());
        return GenericResources.named(client, leftover.live())
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(Fabric8KubernetesApi.FIELD_MANAGER)
                                .build(),
                        client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
    }
}
