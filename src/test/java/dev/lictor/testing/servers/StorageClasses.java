package dev.lictor.testing.servers;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.Map;

/** Storage classes without a provisioner. On an API server without a node no pod waits for a volume. */
public final class StorageClasses {
    private StorageClasses() {}

    /** The default storage class. */
    public static StorageClass byDefault() {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName("standard")
                .withAnnotations(Map.of("storageclass.kubernetes.io/is-default-class", "true"))
                .endMetadata()
                .withProvisioner("example.com/nobody")
                .build();
    }
}
