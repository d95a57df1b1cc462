package dev.lictor.testing.servers;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.Map;

/** Storage classes whose volumes nobody makes: on an API server without a node nobody waits for them. */
public final class StorageClasses {
    private StorageClasses() {}

    /** The one of claims that name none. */
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
