package dev.lictor.bootstrap;

import dev.lictor.kube.Cluster;
import dev.lictor.kube.ObjectKey;
import dev.lictor.kube.Preview;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Kubernetes cluster that remembers what is written to it, and may fail at a chosen write. */
final class MemoryCluster implements Cluster {
    final Map<ObjectKey, HasMetadata> objects = new LinkedHashMap<>();
    final List<ObjectKey> writes = new ArrayList<>();
    Runnable beforeNextWrite = () -> {};

    @Override
    public Optional<HasMetadata> find(HasMetadata like) {
        return Optional.ofNullable(objects.get(ObjectKey.of(like)));
    }

    @Override
    public List<Pod> pods(String namespace, Map<String, String> labels) {
        return List.of();
    }

    @Override
    public Preview preview(HasMetadata desired) {
        return find(desired)
                .<Preview>map(live ->
                        live.equals(desired) ? new Preview.Same(live) : new Preview.Different(live, List.of("spec")))
                .orElseGet(Preview.Absent::new);
    }

    @Override
    public void rehearseCreation(HasMetadata desired) {}

    @Override
    public void apply(HasMetadata desired) {
        write(desired);
    }

    @Override
    public void create(HasMetadata desired) {
        var intruder = beforeNextWrite;
        beforeNextWrite = () -> {};
        intruder.run();
        if (find(desired).isPresent()) {
            throw new Superseded(ObjectKey.of(desired) + " already exists");
        }
        write(desired);
    }

    @Override
    public void replace(HasMetadata desired) {
        write(desired);
    }

    private void write(HasMetadata desired) {
        objects.put(ObjectKey.of(desired), desired);
        writes.add(ObjectKey.of(desired));
    }
}
