package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests to the Kubernetes API that Lictor makes. Objects are written by server-side apply (Kubernetes documentation, "Server-Side
 * Apply") under the field manager {@code lictor} and without force: a field that another manager owns is not changed. Secrets are never
 * applied, because their content must not be merged: they are created or replaced.
 *
 * <p>Every method throws {@link KubernetesApiException} if the API server refuses the request or does not answer in time.
 */
public interface KubernetesApi {
    /** {@code GET} the object. @return empty if it does not exist */
    Optional<HasMetadata> find(HasMetadata like);

    /**
     * {@code GET} the object without the classes of its kind: reading a StatefulSet into its classes takes longer than the request.
     *
     * @return empty if it does not exist
     */
    Optional<GenericKubernetesResource> findGeneric(HasMetadata like);

    /**
     * The pods of these names that exist: one {@code GET} of the list for each name, with a field selector, so that the permission
     * {@code list} is enough. The namespace may hold thousands of other pods.
     */
    List<Pod> pods(String namespace, List<String> names);

    /** The pods that have all these labels: {@code GET} of the list with a label selector, page by page. */
    List<Pod> pods(String namespace, Map<String, String> labels);

    /**
     * The messages of the Events about this object that have this reason, from the oldest to the newest: {@code GET} of the list with a field
     * selector.
     *
     * @throws KubernetesApiException also if Events may not be listed
     */
    List<String> events(HasMetadata about, String reason);

    /**
     * {@code GET pods/NAME:PORT/proxy/PATH}: an HTTP request to a pod through the API server.
     *
     * @return the body; empty if the pod does not answer, or not with success
     * @throws KubernetesApiException only if the proxy is forbidden
     */
    Optional<String> proxyGet(String namespace, String pod, int port, String path);

    /**
     * What {@link #apply} would do, by a dry run of it, and a {@code GET} if the object exists. Live objects in the result are generic. An
     * object in a namespace that does not exist is {@link DryRunResult.Absent}.
     *
     * @throws WriteConflictException if another client creates or deletes the object during the call, twice in a row
     */
    DryRunResult dryRunApply(HasMetadata desired);

    /** What {@link #forceApply} would do, by a dry run of it. */
    DryRunResult dryRunForceApply(HasMetadata desired, DryRunResult.Conflicting preview);

    /** What {@link #adopt} would do, by a dry run of {@code PUT}, after which no field of the other managers is left. */
    DryRunResult dryRunAdopt(HasMetadata live, HasMetadata desired);

    /** Checks by a dry run whether {@link #create} is allowed. @throws WriteConflictException if the object exists */
    void dryRunCreate(HasMetadata desired);

    /**
     * Creates or changes the object: {@code PATCH} by server-side apply, without force.
     *
     * @throws WriteConflictException if another manager owns a field that would change
     */
    void apply(HasMetadata desired);

    /**
     * As {@link #apply(HasMetadata)}, for an object that does not exist.
     *
     * @throws WriteConflictException if it exists; it is then left as it is
     */
    void applyNew(HasMetadata desired);

    /**
     * As {@link #apply(HasMetadata)}, for this version of the live object only.
     *
     * @throws WriteConflictException also if the object has another {@code resourceVersion}
     */
    void apply(HasMetadata live, HasMetadata desired);

    /**
     * Adds these annotations to an existing object: {@code PATCH} by server-side apply under a field manager of their own,
     * {@code lictor-notes}, so that {@link #apply} does not remove them.
     */
    void annotate(HasMetadata annotated);

    /** As {@link #apply(HasMetadata)}, but with force: takes each desired field from the manager that owns it. */
    void forceApply(HasMetadata desired);

    /**
     * As {@link #forceApply(HasMetadata)}, for this version of the live object only.
     *
     * @throws WriteConflictException if the object has another {@code resourceVersion}
     */
    void forceApply(HasMetadata live, HasMetadata desired);

    /**
     * Takes over an object that Lictor did not make: a {@code PUT} gives all of its fields to Lictor's field manager, then
     * {@link #apply(HasMetadata)} sets the desired fields and removes the others.
     *
     * @param live the version that is taken over
     * @throws WriteConflictException if the object has another {@code resourceVersion}
     */
    void adopt(HasMetadata live, HasMetadata desired);

    /** {@code POST}. @throws WriteConflictException if the object exists */
    void create(HasMetadata desired);

    /** {@code PUT} over the version that {@code desired} names. @throws WriteConflictException if the object has another one */
    void replace(HasMetadata desired);

    /**
     * The objects of a kind that a label selector finds, without those that are being deleted: {@code GET} of the list, page by page. A {@link ResourceKind#POD_MONITOR} is asked for only if the API server serves that kind.
     */
    List<ObjectVersion> listByLabels(ResourceKind kind, String namespace, String selector);

    /** Checks by a dry run whether {@link #delete} is allowed. @throws WriteConflictException as {@link #delete} */
    void dryRunDelete(ObjectVersion object);

    /**
     * {@code DELETE} of this version with {@code propagationPolicy: Background}: the objects that it owns are deleted after it.
     *
     * @throws WriteConflictException if the object has another uid or {@code resourceVersion}, or does not exist
     */
    void delete(ObjectVersion object);

    /**
     * {@code DELETE} of this version with {@code propagationPolicy: Orphan}: the objects that it owns stay.
     *
     * @throws WriteConflictException as {@link #delete}
     */
    void deleteOrphaning(ObjectVersion object);

    /**
     * {@code DELETE} of this pod, whatever its {@code resourceVersion}, with the grace period of its spec.
     *
     * @throws WriteConflictException if the pod has another uid, or does not exist
     */
    void deletePod(Pod pod);

    /**
     * {@code POST pods/NAME/eviction}: deletes this pod with the grace period of its spec if its PodDisruptionBudget allows that.
     *
     * @return why the budget does not allow it (429); empty if the pod is deleted
     * @throws WriteConflictException if the pod has another uid, or does not exist
     */
    Optional<String> evict(Pod pod);

    /**
     * Adds a pod that the Service does not select to the Service's endpoints: {@code POST} of an EndpointSlice that the pod owns, so that
     * the slice is deleted with the pod. Does nothing if the slice exists.
     */
    void addEndpoint(Service service, Pod pod);
}
