package dev.lictor.cli;

import dev.lictor.kubernetes.kubeconfig.KubeconfigFiles;
import io.fabric8.kubernetes.client.Config;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;

/** Configures the Kubernetes client from kubeconfig files. Replaces the client's own search and Quarkus' settings for it. */
final class KubernetesConfiguration {
    private KubernetesConfiguration() {}

    @Produces
    @Singleton
    static Config configuration() {
        return KubeconfigFiles.configuration(
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                InstantSource.system(),
                line -> System.err.println("lictor: " + line));
    }
}
