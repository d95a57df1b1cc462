package dev.lictor.testing;

import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.ObjectVersion;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteConflictException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A fake Kubernetes API in memory, which can fail at a chosen write. */
public class FakeKubernetesApi implements KubernetesApi {
    public final Map<ObjectKey, HasMetadata> objects = new LinkedHashMap<>();
    public final List<ObjectKey> writes = new ArrayList<>();
    public final List<Pod> pods = new ArrayList<>();
    public List<String> events = List.of();
    private final Map<ObjectKey, Integer> versions = new ConcurrentHashMap<>();
    public Runnable beforeNextWrite = () -> {};

    @Override
    public Optional<HasMetadata> find(HasMetadata like) {
        return Optional.ofNullable(objects.get(ObjectKey.of(like))).or(() -> implied(like));
    }

    /** Adds the object and, if necessary, its namespace. */
    private Optional<HasMetadata> implied(HasMetadata like) {
        var name = like.getMetadata().getName();
        return like instanceof Namespace
                        && objects.keySet().stream()
                                .anyMatch(key -> key.namespace().equals(name))
                ? Optional.of(like)
                : Optional.empty();
    }

    @Override
    public Optional<GenericKubernetesResource> findGeneric(HasMetadata like) {
        return find(like).map(this::tree);
    }

    /** The stored form of an object, with a resource version, which desired objects do not have. */
    private GenericKubernetesResource tree(HasMetadata live) {
        var serialization = new KubernetesSerialization();
        var tree = live instanceof GenericKubernetesResource already
                ? serialization.clone(already)
                : serialization.convertValue(live, GenericKubernetesResource.class);
        tree.getMetadata().setResourceVersion(version(live));
        return tree;
    }

    private String version(HasMetadata live) {
        return String.valueOf(versions.getOrDefault(ObjectKey.of(live), 0));
    }

    @Override
    public List<Pod> pods(String namespace, List<String> names) {
        return pods.stream()
                .filter(pod -> names.contains(pod.getMetadata().getName()))
                .toList();
    }

    @Override
    public List<String> events(HasMetadata about, String reason) {
        return events;
    }

    @Override
    public Optional<String> proxyGet(String namespace, String pod, int port, String path) {
        return Optional.empty();
    }

    @Override
    public List<Pod> pods(String namespace, Map<String, String> labels) {
        return List.copyOf(pods);
    }

    @Override
    public DryRunResult dryRunApply(HasMetadata desired) {
        return find(desired)
                .<DryRunResult>map(live -> live.equals(desired)
                        ? new DryRunResult.Same(tree(live))
                        : new DryRunResult.Different(tree(live), desired, List.of("spec"), List.of()))
                .orElseGet(DryRunResult.Absent::new);
    }

    @Override
    public DryRunResult dryRunForceApply(HasMetadata desired, DryRunResult.Conflicting preview) {
        return new DryRunResult.Forced(preview.live(), desired, preview.conflicts(), List.of(), List.of());
    }

    @Override
    public DryRunResult dryRunAdopt(HasMetadata live, HasMetadata desired) {
        return new DryRunResult.Forced(live, desired, List.of(), List.of("spec"), List.of());
    }

    @Override
    public void dryRunCreate(HasMetadata desired) {}

    @Override
    public void apply(HasMetadata desired) {
        write(desired);
    }

    @Override
    public void applyNew(HasMetadata desired) {
        if (find(desired).isPresent()) {
            throw new WriteConflictException(ObjectKey.of(desired) + " already exists");
        }
        apply(desired);
    }

    @Override
    public void apply(HasMetadata live, HasMetadata desired) {
        demand(live);
        apply(desired);
    }

    @Override
    public void forceApply(HasMetadata live, HasMetadata desired) {
        demand(live);
        forceApply(desired);
    }

    private void demand(HasMetadata live) {
        if (!version(live).equals(live.getMetadata().getResourceVersion())) {
            throw new WriteConflictException(ObjectKey.of(live) + " has been modified");
        }
    }

    @Override
    public void annotate(HasMetadata annotated) {
        var metadata = find(annotated).orElseThrow().getMetadata();
        var all = new LinkedHashMap<>(
                Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of()));
        all.putAll(annotated.getMetadata().getAnnotations());
        metadata.setAnnotations(all);
    }

    @Override
    public void forceApply(HasMetadata desired) {
        write(desired);
    }

    @Override
    public void adopt(HasMetadata live, HasMetadata desired) {
        write(desired);
    }

    @Override
    public void create(HasMetadata desired) {
        var intruder = beforeNextWrite;
        beforeNextWrite = () -> {};
        intruder.run();
        createWhereAbsent(desired);
    }

    private synchronized void createWhereAbsent(HasMetadata desired) {
        if (find(desired).isPresent()) {
            throw new WriteConflictException(ObjectKey.of(desired) + " already exists");
        }
        write(desired);
    }

    @Override
    public void replace(HasMetadata desired) {
        write(desired);
    }

    @Override
    public List<ObjectVersion> listByLabels(ResourceKind kind, String namespace, String selector) {
        return objects.values().stream()
                .filter(object -> object.getKind().equals(kind.singular()))
                .filter(object -> namespace.equals(object.getMetadata().getNamespace()))
                .filter(object -> Stream.of(selector.split(","))
                        .allMatch(demand -> matches(demand, object.getMetadata().getLabels())))
                .map(object -> new ObjectVersion(
                        kind,
                        ObjectKey.of(object),
                        uid(object),
                        "1",
                        entries(object),
                        object.getMetadata().getOwnerReferences().stream()
                                .map(OwnerReference::getUid)
                                .collect(Collectors.toSet())))
                .toList();
    }

    /** @param demand {@code key=value} or {@code !key} */
    private static boolean matches(String demand, Map<String, String> labels) {
        var words = demand.split("=", 2);
        return demand.startsWith("!")
                ? !labels.containsKey(demand.substring(1))
                : words[1].equals(labels.get(words[0]));
    }

    public static String uid(HasMetadata object) {
        return "uid of " + ObjectKey.of(object);
    }

    private static Set<String> entries(HasMetadata object) {
        return object instanceof Secret secret ? secret.getData().keySet() : Set.of();
    }

    @Override
    public void dryRunDelete(ObjectVersion object) {}

    @Override
    public void delete(ObjectVersion object) {
        if (objects.remove(object.key()) == null) {
            throw new WriteConflictException(object.key() + " is gone");
        }
    }

    @Override
    public void deleteOrphaning(ObjectVersion object) {
        delete(object);
    }

    @Override
    public void deletePod(Pod pod) {
        pods.remove(pod);
    }

    @Override
    public Optional<String> evict(Pod pod) {
        deletePod(pod);
        return Optional.empty();
    }

    @Override
    public void addEndpoint(Service service, Pod pod) {}

    private synchronized void write(HasMetadata desired) {
        objects.put(ObjectKey.of(desired), desired);
        versions.merge(ObjectKey.of(desired), 1, Integer::sum);
        writes.add(ObjectKey.of(desired));
    }
}
