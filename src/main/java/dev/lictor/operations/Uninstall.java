package dev.lictor.operations;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.ObjectVersion;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.Labels;
import dev.lictor.text.ChangedLines;
import dev.lictor.time.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Removes the objects that carry the cluster's labels: first the servers, and when their pods have ended, the objects that the pods used. Each
 * object is deleted with its uid and resource version as preconditions, so that an object is left alone if it has lost the labels in the
 * meantime, or if it is a new object of the same name.
 */
public final class Uninstall {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int ATTEMPTS = 10;
    private static final Set<ResourceKind> SERVERS = EnumSet.of(ResourceKind.STATEFUL_SET);
    private static final Set<ResourceKind> USED_BY_SERVERS =
            EnumSet.complementOf(EnumSet.of(ResourceKind.STATEFUL_SET));

    private final KubernetesApi kubernetes;
    private final ClusterSpec spec;
    private final boolean wipe;
    private final InstantSource clock;

    /** @param wipe whether to remove key material and volume claims as well */
    public Uninstall(KubernetesApi kubernetes, ClusterSpec spec, boolean wipe, InstantSource clock) {
        this.kubernetes = kubernetes;
        this.spec = spec;
        this.wipe = wipe;
        this.clock = clock;
    }

    /**
     * The plan of a run with the current objects. Each deletion is tried as a dry run.
     *
     * @throws KubernetesApiException if permissions are missing; it names all of them
     */
    public UninstallPlan plan() {
        var forbidden = new ArrayList<KubernetesApiException>();
        var found = new ArrayList<ObjectVersion>();
        for (var kind : ResourceKind.values()) {
            attempt(forbidden, () -> found.addAll(found(kind)));
        }
        var plan = UninstallPlan.of(spec, found, wipe);
        plan.removed().forEach(object -> attempt(forbidden, () -> kubernetes.dryRunDelete(object)));
        attempt(forbidden, this::pods);
        if (!forbidden.isEmpty()) {
            throw KubernetesApiException.all(forbidden);
        }
        return plan;
    }

    /**
     * Removes the objects. If another run creates servers in the meantime, it starts again, because servers without the objects they use would be
     * broken.
     *
     * @param timeout how long the servers' pods may take to end
     * @param outcomes receives each outcome when it is known
     * @param progress receives what the run waits for
     * @return the pods that did not end in time; the objects that they use then still exist
     */
    public List<String> run(Duration timeout, Consumer<WriteOutcome> outcomes, Consumer<String> progress)
            throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            var plan = plan();
            var remaining = awaitEnd(plan, timeout, outcomes, progress);
            if (!remaining.isEmpty()) {
                return remaining;
            }
            var isDone = remove(plan, USED_BY_SERVERS, outcomes);
            if (isDone) {
                plan.kept().forEach(outcomes);
                return remaining;
            }
            if (attempt == ATTEMPTS) {
                throw new WriteConflictException("other runs keep creating servers; stop them and run again");
            }
            progress.accept("another run created servers in the meantime");
        }
    }

    /** @return whether all objects are removed; false if servers exist again */
    private boolean remove(UninstallPlan plan, Set<ResourceKind> kinds, Consumer<WriteOutcome> outcomes) {
        for (int attempt = 1; ; attempt++) {
            try {
                for (var kind : kinds) {
                    for (var object : plan.next(spec, found(kind), wipe).removed()) {
                        if (kind != ResourceKind.STATEFUL_SET && areServersThere()) {
                            return false;
                        }
                        kubernetes.delete(object);
                        outcomes.accept(new WriteOutcome.Removed(object.key()));
                    }
                }
                return !areServersThere();
            } catch (WriteConflictException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Waits for the pods to end. Removes servers that another run creates in the meantime, because otherwise pods would not end. */
    private List<String> awaitEnd(
            UninstallPlan plan, Duration timeout, Consumer<WriteOutcome> outcomes, Consumer<String> progress)
            throws InterruptedException {
        var deadline = Deadline.after(timeout, clock);
        var lines = new ChangedLines(progress);
        while (true) {
            remove(plan, SERVERS, outcomes);
            var remaining = pods();
            if (remaining.isEmpty()) {
                return remaining;
            }
            lines.accept("waiting for pods to end: " + String.join(", ", remaining));
            if (!deadline.sleep(PAUSE)) {
                return remaining;
            }
        }
    }

    private boolean areServersThere() {
        return !found(ResourceKind.STATEFUL_SET).isEmpty();
    }

    private List<ObjectVersion> found(ResourceKind kind) {
        return Labels.ownership(spec).stream()
                .flatMap(selector -> kubernetes.listByLabels(kind, spec.names().namespace(), selector).stream())
                .toList();
    }

    private List<String> pods() {
        return kubernetes.pods(spec.names().namespace(), Labels.lasting(spec)).stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    /** Collects missing permissions only. Other failures are thrown at once: without an API server each further request would fail alike. */
    private static void attempt(List<KubernetesApiException> forbidden, Runnable request) {
        try {
            request.run();
        } catch (WriteConflictException e) {
            // The permission is there; the object is read again before it is deleted.
        } catch (KubernetesApiException e) {
            if (e.reason() != KubernetesApiException.Reason.FORBIDDEN) {
                throw e;
            }
            forbidden.add(e);
        }
    }
}
