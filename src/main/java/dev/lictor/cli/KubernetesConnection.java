package dev.lictor.cli;

import dev.lictor.kubernetes.kubeconfig.ApiClients;
import dev.lictor.kubernetes.kubeconfig.ConnectionReader;
import dev.lictor.text.Foreign;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The Kubernetes client of a command. Replaces the client of Quarkus, which reads kubeconfigs and settings in its own way. */
@Singleton
final class KubernetesConnection {
    private final Instance<KubernetesSerialization> serialization;
    private final Instance<Vertx> vertx;
    private @Nullable KubernetesClient client;

    @Inject
    KubernetesConnection(Instance<KubernetesSerialization> serialization, Instance<Vertx> vertx) {
        this.serialization = serialization;
        this.vertx = vertx;
    }

    /**
     * Asks nothing of the API.
     *
     * @param err receives one line that names the server and the context, before anything can fail there
     */
    void open(KubernetesOptions options, PrintWriter err) {
        Consumer<String> lines = line -> err.println("lictor: " + Foreign.oneLine(line));
        var clock = InstantSource.system();
        var reader = new ConnectionReader(System.getenv(), Path.of(System.getProperty("user.home")), clock, lines);
        var connection = reader.read(options.choice());
        lines.accept(connection.inWords());
        connection.warning(clock.instant()).ifPresent(lines);
        client = ApiClients.open(connection, serialization.get(), vertx.get());
    }

    KubernetesClient get() {
        return Optional.ofNullable(client).orElseThrow(() -> new IllegalStateException("not opened"));
    }

    @PreDestroy
    void close() {
        if (client != null) {
            client.close();
        }
    }
}
