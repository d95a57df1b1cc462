package dev.lictor.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a command in a container, as {@code kubectl exec} does. */
public interface PodCommand {
    /**
     * What it printed.
     *
     * @throws IOException if it could not be run or failed, and why
     */
    String run(Pod pod, String container, List<String> command) throws IOException;

    /** By the Kubernetes API. */
    static PodCommand by(KubernetesClient client, Duration limit) {
        return (pod, container, command) -> {
            var out = new ByteArrayOutputStream();
            var err = new ByteArrayOutputStream();
            try (var running = client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .inContainer(container)
                    .writingOutput(out)
                    .writingError(err)
                    .exec(command.toArray(String[]::new))) {
                int code = running.exitCode().get(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (code != 0) {
                    throw new IOException("%s ended with %d: %s".formatted(command.getFirst(), code, text(err)));
                }
                return out.toString(StandardCharsets.UTF_8);
            } catch (KubernetesClientException e) {
                throw new IOException(Fabric8Cluster.said(e), e);
            } catch (ExecutionException e) {
                var cause = e.getCause();
                throw new IOException(
                        cause instanceof KubernetesClientException refused
                                ? Fabric8Cluster.said(refused)
                                : String.valueOf(cause),
                        e);
            } catch (TimeoutException e) {
                throw new IOException("no end within %d s".formatted(limit.toSeconds()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        };
    }

    private static String text(ByteArrayOutputStream err) {
        return err.toString(StandardCharsets.UTF_8).strip().lines().findFirst().orElse("");
    }
}
