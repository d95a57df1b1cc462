package dev.lictor.testing.servers;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real Kubernetes API server without a node: pods stay Pending. */
public final class ApiServer implements AutoCloseable {
    private final Path directory;
    private final Path kubeconfig;
    private final KubernetesClient administrator;
    private final Thread hook = new Thread(this::down);

    private ApiServer(Path directory) {
        this.directory = directory;
        // Stops the API server also if a test is interrupted.
        Runtime.getRuntime().addShutdownHook(hook);
        this.kubeconfig = Path.of(TestServers.run("apiserver", "up", "--dir", directory.toString()));
        this.administrator = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
    }

    /** Starts one with a default storage class, as most clusters have. */
    public static ApiServer start() {
        var server = bare();
        server.administrator.resource(StorageClasses.byDefault()).create();
        return server;
    }

    public static ApiServer bare() {
        TestServers.require("kubernetes");
        try {
            return new ApiServer(Files.createTempDirectory("lictor-apiserver"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kubeconfig of the administrator. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    public KubernetesClient administrator() {
        return administrator;
    }

    public String kubectl(String... args) {
        return TestServers.kubectl(kubeconfig, args);
    }

    /** A kubeconfig with a token of a service account, as the pods of the account have it. */
    public Path kubeconfigOf(String namespace, String serviceAccount) {
        var file = directory.resolve("%s-%s.kubeconfig".formatted(namespace, serviceAccount));
        try {
            Files.copy(kubeconfig, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var token = kubectl("create", "token", serviceAccount, "--namespace=" + namespace);
        TestServers.kubectl(file, "config", "set-credentials", serviceAccount, "--token=" + token);
        TestServers.kubectl(file, "config", "set-context", "lictor", "--user=" + serviceAccount);
        TestServers.kubectl(file, "config", "unset", "users.admin");
        return file;
    }

    @Override
    public void close() {
        administrator.close();
        down();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void down() {
        TestServers.run("apiserver", "down", "--dir", directory.toString());
    }
}
