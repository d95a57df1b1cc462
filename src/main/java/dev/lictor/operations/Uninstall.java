package dev.lictor.operations;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.ObjectVersion;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.Labels;
import dev.lictor.time.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Removes what carries the cluster's labels: the servers first, and once their pods have ended what they used. Each object is deleted
 * as the version that was seen, so that one which has lost our labels meanwhile, or is another of the same name, is left alone.
 */
public final class Uninstall {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int ATTEMPTS = 10;
    private static final Set<ResourceKind> SERVERS = EnumSet.of(ResourceKind.STATEFUL_SET);
    private static final Set<ResourceKind> WHAT_SERVERS_USE =
            EnumSet.complementOf(EnumSet.of(ResourceKind.STATEFUL_SET));

    private final KubernetesApi cluster;
    private final ClusterSpec spec;
    private final boolean wipe;
    private final InstantSource clock;

    /** @param wipe whether also key material and volume claims are removed */
    public Uninstall(KubernetesApi cluster, ClusterSpec spec, boolean wipe, InstantSource clock) {
        this.cluster = cluster;
        this.spec = spec;
        this.wipe = wipe;
        this.clock = clock;
    }

    /**
     * What a run would do now. All of it is rehearsed.
     *
     * @throws KubernetesApiException that names every right which is missing
     */
    public UninstallPlan plan() {
        var forbidden = new ArrayList<KubernetesApiException>();
        var found = new ArrayList<ObjectVersion>();
        for (var kind : ResourceKind.values()) {
            attempt(forbidden, () -> found.addAll(found(kind)));
        }
        var plan = UninstallPlan.of(spec, found, wipe);
        plan.removed().forEach(object -> attempt(forbidden, () -> cluster.dryRunDelete(object)));
        attempt(forbidden, this::pods);
        if (!forbidden.isEmpty()) {
            throw KubernetesApiException.all(forbidden);
        }
        return plan;
    }

    /**
     * Does it, and again where another run has made servers meanwhile: without what they use they would be broken.
     *
     * @param patience how long the servers' pods may take to end
     * @param told is given each outcome as it comes to be
     * @param progress is told whom is waited for
     * @return the pods that have not ended in time; all that they use is there still
     */
    public List<String> run(Duration patience, Consumer<WriteOutcome> told, Consumer<String> progress)
            throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            var plan = plan();
            var remaining = awaitEnd(plan, patience, told, progress);
            if (!remaining.isEmpty()) {
                return remaining;
            }
            var isDone = remove(plan, WHAT_SERVERS_USE, told);
            if (isDone) {
                plan.kept().forEach(told);
                return remaining;
            }
            if (attempt == ATTEMPTS) {
                throw new WriteConflictException("servers are made again and again");
            }
            progress.accept("servers were made again meanwhile");
        }
    }

    /** @return whether all is removed; not so if there are servers again */
    private boolean remove(UninstallPlan plan, Set<ResourceKind> kinds, Consumer<WriteOutcome> told) {
        for (int attempt = 1; ; attempt++) {
            try {
                for (var kind : kinds) {
                    for (var object : plan.next(spec, found(kind), wipe).removed()) {
                        if (kind != ResourceKind.STATEFUL_SET && areServersThere()) {
                            return false;
                        }
                        cluster.delete(object);
                        told.accept(new WriteOutcome.Removed(object.key()));
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

    /** Where servers are made again meanwhile they are removed again, for their pods would not end. */
    private List<String> awaitEnd(
            UninstallPlan plan, Duration patience, Consumer<WriteOutcome> told, Consumer<String> progress)
            throws InterruptedException {
        var deadline = Deadline.after(patience, clock);
        var last = List.<String>of();
        while (true) {
            remove(plan, SERVERS, told);
            var remaining = pods();
            if (!remaining.isEmpty() && !remaining.equals(last)) {
                progress.accept("waiting for pods to end: " + String.join(", ", remaining));
                last = remaining;
            }
            if (remaining.isEmpty() || !deadline.sleep(PAUSE)) {
                return remaining;
            }
        }
    }

    private boolean areServersThere() {
        return !found(ResourceKind.STATEFUL_SET).isEmpty();
    }

    private List<ObjectVersion> found(ResourceKind kind) {
        return cluster.listByLabels(kind, spec.names().namespace(), Labels.ownership(spec));
    }

    private List<String> pods() {
        return cluster.pods(spec.names().namespace(), Labels.lasting(spec)).stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    /** Only missing rights are gathered: where nobody answers, asking for the rest would repeat it. */
    private static void attempt(List<KubernetesApiException> forbidden, Runnable question) {
        try {
            question.run();
        } catch (WriteConflictException e) {
            // It may be deleted, and will be looked at again before it is.
        } catch (KubernetesApiException e) {
            if (e.reason() != KubernetesApiException.Reason.FORBIDDEN) {
                throw e;
            }
            forbidden.add(e);
        }
    }
}
