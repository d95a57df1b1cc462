package dev.lictor.cli;

import dev.lictor.kubernetes.kubeconfig.ConnectionReader.Choice;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that select a Kubernetes cluster and a user, with the names that kubectl has for them. */
public final class KubernetesOptions {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig to use in place of those that KUBECONFIG names, and of ~/.kube/config.")
    @Nullable
    Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Context of the kubeconfig to use in place of its current context.")
    @Nullable
    String context;

    Choice choice() {
        return new Choice(Optional.ofNullable(kubeconfig), Optional.ofNullable(context));
    }
}
