package dev.lictor.config;

import dev.lictor.cluster.Storage;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.Optional;

/** The storage of the servers' data. */
public interface StorageSettings {
    /** Place of a server's data: a volume `claim`, or an `empty-dir`, which is lost with its pod. */
    @WithDefault("claim")
    Storage.Kind kind();

    /** Size of each server's volume claim; of an `empty-dir`, beyond which its pod is evicted. At least `256Mi`. */
    @WithDefault("1Gi")
    String size();

    /** Storage class of the claims; the Kubernetes cluster's default unless set. */
    @WithName("class")
    Optional<String> storageClass();

    /** What happens to the claims when the StatefulSet is deleted: `retain` or `delete`. */
    @WithDefault("retain")
    Storage.Retention whenDeleted();

    /** What happens to the claims of servers that are removed: `retain` or `delete`. */
    @WithDefault("retain")
    Storage.Retention whenScaled();
}
