package dev.lictor.bootstrap;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.KubernetesApi;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.WriteConflictException;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.Labels;
import dev.lictor.manifests.StatefulSetObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Creates Kubernetes Events on the StatefulSet that say what a run wrote, or why it was refused. {@code kubectl describe} shows them. */
public final class EventRecorder {
    private static final String CONTROLLER = "lictor.dev/bootstrap";
    /** In characters; the API accepts 1,024 bytes. */
    private static final int LONGEST_NOTE = 1000;

    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final KubernetesApi kubernetes;
    private final ClusterSpec spec;
    private final InstantSource clock;
    private final String instance;

    /** @param instance becomes {@code reportingInstance}, such as the pod's name */
    public EventRecorder(KubernetesApi kubernetes, ClusterSpec spec, InstantSource clock, String instance) {
        this.kubernetes = kubernetes;
        this.spec = spec;
        this.clock = clock;
        this.instance = instance;
    }

    /** Creates one Event for each change, and one for all created objects. Nothing depends on Events, so a failure to write them is ignored. */
    public void tell(List<WriteOutcome> outcomes) {
        var worthTelling = worthTelling(outcomes);
        if (worthTelling.isEmpty()) {
            return;
        }
        try {
            kubernetes
                    .findGeneric(StatefulSetObject.named(spec))
                    .filter(servers -> Labels.areOurs(servers, spec))
                    .ifPresent(servers -> tell(worthTelling, servers, clock.instant()));
        } catch (KubernetesApiException | WriteConflictException e) {
            // If one is refused, do not try the others.
        }
    }

    /** If a run was refused, only the refusals: the other outcomes did not happen. */
    private static List<WriteOutcome> worthTelling(List<WriteOutcome> outcomes) {
        var refused =
                outcomes.stream().filter(WriteOutcome.Refused.class::isInstance).toList();
        return refused.isEmpty()
                ? outcomes.stream().filter(EventRecorder::isWritten).toList()
                : refused;
    }

    private static boolean isWritten(WriteOutcome outcome) {
        return switch (outcome) {
            case WriteOutcome.Created created -> true;
            case WriteOutcome.Changed changed -> true;
            case WriteOutcome.Removed removed -> true;
            case WriteOutcome.Unchanged unchanged -> false;
            case WriteOutcome.Kept kept -> false;
            case WriteOutcome.Refused refused -> false;
        };
    }

    private void tell(List<WriteOutcome> outcomes, HasMetadata servers, Instant now) {
        var notes = notes(outcomes);
        // One microsecond apart: kubectl then shows them in order, and their names differ.
        IntStream.range(0, notes.size())
                .mapToObj(i -> event(notes.get(i), servers, now.plusNanos(1000L * i)))
                .forEach(kubernetes::create);
    }

    /** @param first the first of the outcomes that the text is about */
    private record Note(WriteOutcome first, String text) {}

    /** All created objects share one note, so that later changes are easy to see. */
    private static List<Note> notes(List<WriteOutcome> outcomes) {
        var created = outcomes.stream()
                .filter(WriteOutcome.Created.class::isInstance)
                .map(outcome -> outcome.object().toString())
                .toList();
        return Stream.concat(
                        outcomes.stream()
                                .filter(WriteOutcome.Created.class::isInstance)
                                .limit(1)
                                .map(first -> new Note(first, String.join(", ", created) + " created")),
                        outcomes.stream()
                                .filter(outcome -> !(outcome instanceof WriteOutcome.Created))
                                .map(outcome -> new Note(outcome, Report.line(outcome))))
                .toList();
    }

    private Event event(Note note, HasMetadata servers, Instant time) {
        var metadata = servers.getMetadata();
        var text = note.text();
        return new EventBuilder()
                .withNewMetadata()
                .withName("%s.%x".formatted(metadata.getName(), time.getEpochSecond() * 1_000_000_000 + time.getNano()))
                .withNamespace(metadata.getNamespace())
                .endMetadata()
                .withNewRegarding()
                .withApiVersion(servers.getApiVersion())
                .withKind(servers.getKind())
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .endRegarding()
                .withEventTime(new MicroTime(MICROSECONDS.format(time)))
                .withReportingController(CONTROLLER)
                .withReportingInstance(instance)
                .withAction("Bootstrap")
                .withReason(note.first().word())
                .withType(note.first() instanceof WriteOutcome.Refused ? "Warning" : "Normal")
                .withNote(text.length() > LONGEST_NOTE ? text.substring(0, LONGEST_NOTE) + " ..." : text)
                .build();
    }
}
