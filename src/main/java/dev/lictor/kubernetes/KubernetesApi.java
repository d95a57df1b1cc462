package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Kubernetes API as Lictor needs it. Objects are applied on the server's side under one field manager and without force: what
 * somebody else manages is theirs. Secrets are never applied, for their content must not be merged: they are created or replaced.
 *
 * <p>Every method throws {@link KubernetesApiException} where the API refuses or does not answer.
 */
public interface KubernetesApi {
    /** The object as it is. */
    Optional<HasMetadata> find(HasMetadata like);

    /** The object as it is, as a tree: to read a large kind into its classes takes longer than to ask for it. */
    Optional<GenericKubernetesResource> findAsTree(HasMetadata like);

    /** Those of these names that are there. Others are not asked for: there may be thousands. */
    List<Pod> pods(String namespace, List<String> names);

    /** Those with all these labels. */
    List<Pod> pods(String namespace, Map<String, String> labels);

    /** What a pod answers to GET, or nothing if it does not or not with success. */
    Optional<String> ask(String namespace, String pod, int port, String path);

    /**
     * What {@link #apply} would do, by a dry run, and as trees. An object in a namespace that does not exist would be created.
     */
    DryRunResult preview(HasMetadata desired);

    /** What {@link #applyByForce} would do, by a dry run. */
    DryRunResult previewByForce(HasMetadata desired, DryRunResult.Conflicting preview);

    /** What {@link #adopt} would do, by a dry run. */
    DryRunResult previewAdoption(HasMetadata live, HasMetadata desired);

    /** Asks whether {@link #create} would be allowed, by a dry run. @throws Superseded if the object is there by now */
    void rehearseCreation(HasMetadata desired);

    /** Makes the object so, under our field manager. */
    void apply(HasMetadata desired);

    /** As {@link #apply(HasMetadata)}. @throws Superseded if there is another version than this by now */
    void apply(HasMetadata live, HasMetadata desired);

    /** Adds these annotations to an object that is there, under a field manager of their own: {@link #apply} neither knows nor removes them. */
    void note(HasMetadata annotated);

    /** Makes the object so and takes every field of it from whoever manages it. */
    void applyByForce(HasMetadata desired);

    /** As {@link #applyByForce(HasMetadata)}. @throws Superseded if there is another version than this by now */
    void applyByForce(HasMetadata live, HasMetadata desired);

    /**
     * Makes a stranger's object so: all of its fields become our manager's, and those that are not desired are removed.
     *
     * @param live the version that is taken over
     * @throws Superseded if there is another by now
     */
    void adopt(HasMetadata live, HasMetadata desired);

    /** Creates what is not there. @throws Superseded if it is */
    void create(HasMetadata desired);

    /** Replaces the version that {@code desired} names. @throws Superseded if there is another by now */
    void replace(HasMetadata desired);

    /** The objects of a kind with all these labels, but for those that are being deleted already. */
    List<ObjectVersion> labelled(ResourceKind kind, String namespace, Map<String, String> labels);

    /** Asks whether {@link #delete} would be allowed, by a dry run. @throws Superseded as that */
    void rehearseDeletion(ObjectVersion object);

    /** Deletes this version, and what it owns after it. @throws Superseded if there is another by now, or none */
    void delete(ObjectVersion object);

    /** Deletes this version, and leaves alone what it owns. @throws Superseded as {@link #delete} */
    void release(ObjectVersion object);

    /** Has this pod end in its own time, whatever its status. @throws Superseded if there is another by now, or none */
    void end(Pod pod);

    /**
     * Has this pod end in its own time, if its disruption budget allows it: {@code POST pods/NAME/eviction}.
     *
     * @return why the budget does not allow it; empty if the pod ends
     * @throws Superseded if there is another by now, or none
     */
    Optional<String> evict(Pod pod);

    /** Has a Service lead to a pod that it does not select, for as long as the pod is there. */
    void leadTo(Service service, Pod pod);

    /** Somebody else wrote meanwhile: look again before deciding anew. */
    final class Superseded extends RuntimeException {
        public Superseded(String message) {
            super(message);
        }

        public Superseded(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
