package dev.lictor.bootstrap;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;

/** What Kubernetes says of a server: of an earlier revision and ready, unless it says otherwise. */
record ServerState(String name, String revision, boolean ready, boolean wasReady, Container consul, boolean ends) {
    static final String WANTED = "consul-new";

    private static final String START = "2026-03-01T12:00:00Z";
    private static final String LATER = "2026-03-01T12:03:00Z";

    enum Container {
        RUNNING,
        ENDED,
        NEVER_STARTED
    }

    ServerState(String name) {
        this(name, "consul-old", true, true, Container.RUNNING, false);
    }

    ServerState updated() {
        return new ServerState(name, WANTED, ready, wasReady, consul, ends);
    }

    ServerState unready() {
        return new ServerState(name, revision, false, wasReady, consul, ends);
    }

    ServerState neverReady() {
        return new ServerState(name, revision, false, false, consul, ends);
    }

    ServerState idle() {
        return new ServerState(name, revision, false, wasReady, Container.ENDED, ends);
    }

    ServerState notStarted() {
        return new ServerState(name, revision, false, false, Container.NEVER_STARTED, ends);
    }

    ServerState ending() {
        return new ServerState(name, revision, ready, wasReady, consul, true);
    }

    Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of("controller-revision-hash", revision))
                .withDeletionTimestamp(ends ? LATER : null)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withStartTime(START)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime(wasReady ? LATER : START)
                .endCondition()
                .addNewContainerStatus()
                .withName("consul")
                .withRestartCount(consul == Container.ENDED ? 1 : 0)
                .withState(
                        consul == Container.RUNNING
                                ? new ContainerStateBuilder()
                                        .withNewRunning()
                                        .endRunning()
                                        .build()
                                : new ContainerStateBuilder()
                                        .withNewWaiting()
                                        .endWaiting()
                                        .build())
                .endContainerStatus()
                .endStatus()
                .build();
    }
}
