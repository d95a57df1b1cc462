package dev.lictor.bootstrap;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.EventRecorder;
import dev.lictor.kubernetes.EventRecorder.Note;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.StatefulSetObject;
import java.util.List;
import java.util.stream.Stream;

/** The Kubernetes Events of a run: they say on the StatefulSet what the run wrote, or why it was refused. */
final class RunEvents {
    private final KubernetesApi kubernetes;
    private final ClusterSpec spec;
    private final EventRecorder recorder;

    RunEvents(KubernetesApi kubernetes, ClusterSpec spec, EventRecorder recorder) {
        this.kubernetes = kubernetes;
        this.spec = spec;
        this.recorder = recorder;
    }

    /** Creates one Event for each change, and one for all created objects. Nothing depends on Events, so a failure to write them is ignored. */
    void record(List<WriteOutcome> outcomes) {
        var notes = notes(outcomes);
        if (notes.isEmpty()) {
            return;
        }
        try {
            kubernetes
                    .findGeneric(StatefulSetObject.named(spec))
                    .filter(servers -> Labels.areOurs(servers, spec))
                    .ifPresent(servers -> recorder.record(servers, notes));
        } catch (KubernetesApiException | WriteConflictException e) {
            // The outcomes are also in the log of the Job.
        }
    }

    /** If a run was refused, only the refusals: the other outcomes did not happen. */
    private static List<Note> notes(List<WriteOutcome> outcomes) {
        var refused =
                outcomes.stream().filter(WriteOutcome.Refused.class::isInstance).toList();
        return refused.isEmpty()
                ? Stream.concat(created(outcomes), changed(outcomes)).toList()
                : refused.stream().map(RunEvents::note).toList();
    }

    /** All created objects share one note, so that later changes are easy to see. */
    private static Stream<Note> created(List<WriteOutcome> outcomes) {
        var created =
                outcomes.stream().filter(WriteOutcome.Created.class::isInstance).toList();
        var objects =
                created.stream().map(outcome -> outcome.object().toString()).toList();
        return created.stream()
                .limit(1)
                .map(first ->
                        new Note(EventRecorder.Type.NORMAL, first.word(), String.join(", ", objects) + " created"));
    }

    private static Stream<Note> changed(List<WriteOutcome> outcomes) {
        return outcomes.stream().filter(RunEvents::hasItsOwnEvent).map(RunEvents::note);
    }

    private static boolean hasItsOwnEvent(WriteOutcome outcome) {
        return switch (outcome) {
            case WriteOutcome.Changed _, WriteOutcome.Removed _, WriteOutcome.Refused _ -> true;
            case WriteOutcome.Created _, WriteOutcome.Unchanged _, WriteOutcome.Kept _ -> false;
        };
    }

    private static Note note(WriteOutcome outcome) {
        return new Note(
                outcome instanceof WriteOutcome.Refused ? EventRecorder.Type.WARNING : EventRecorder.Type.NORMAL,
                outcome.word(),
                Report.line(outcome));
    }
}
