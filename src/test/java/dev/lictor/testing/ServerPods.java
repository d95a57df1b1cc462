package dev.lictor.testing;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;

/** Pods of servers for tests. The default is a ready pod of an earlier revision. */
public record ServerPods(
        String name, String revision, boolean ready, boolean wasReady, Container consul, boolean ends) {
    public static final String WANTED = "consul-new";

    private static final String START = "2026-03-01T12:00:00Z";
    private static final String LATER = "2026-03-01T12:03:00Z";

    enum Container {
        RUNNING,
        ENDED,
        NEVER_STARTED
    }

    public ServerPods(String name) {
        this(name, "consul-old", true, true, Container.RUNNING, false);
    }

    public ServerPods updated() {
        return new ServerPods(name, WANTED, ready, wasReady, consul, ends);
    }

    public ServerPods unready() {
        return new ServerPods(name, revision, false, wasReady, consul, ends);
    }

    public ServerPods neverReady() {
        return new ServerPods(name, revision, false, false, consul, ends);
    }

    public ServerPods idle() {
        return new ServerPods(name, revision, false, wasReady, Container.ENDED, ends);
    }

    public ServerPods notStarted() {
        return new ServerPods(name, revision, false, false, Container.NEVER_STARTED, ends);
    }

    public ServerPods ending() {
        return new ServerPods(name, revision, ready, wasReady, consul, true);
    }

    public Pod pod() {
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
