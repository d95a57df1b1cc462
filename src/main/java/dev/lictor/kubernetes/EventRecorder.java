package dev.lictor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Creates Kubernetes Events (events.k8s.io/v1) on an object. {@code kubectl describe} shows them. What a run says in them: {@code bootstrap/RunEvents}. */
public final class EventRecorder {
    private static final String CONTROLLER = "lictor.dev/bootstrap";
    private static final String ACTION = "Bootstrap";
    /** In bytes of UTF-8. The API accepts 1,024. */
    private static final int LONGEST_NOTE = 1000;

    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final KubernetesApi kubernetes;
    private final InstantSource clock;
    private final String instance;

    /** @param instance becomes {@code reportingInstance}, such as the pod's name */
    public EventRecorder(KubernetesApi kubernetes, InstantSource clock, String instance) {
        this.kubernetes = kubernetes;
        this.clock = clock;
        this.instance = instance;
    }

    /**
     * The content of an Event.
     *
     * @param reason one word in upper camel case
     * @param text is cut if it is longer than the API accepts
     */
    public record Note(Type type, String reason, String text) {}

    /** Kubernetes has no other types. */
    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    /**
     * Creates one Event for each note, in order.
     *
     * @throws KubernetesApiException if one is refused; the others are not tried then
     */
    public void record(HasMetadata regarding, List<Note> notes) {
        var now = clock.instant();
        // One microsecond apart: kubectl then shows them in order, and their names differ.
        IntStream.range(0, notes.size())
                .mapToObj(i -> event(notes.get(i), regarding, now.plusNanos(1000L * i)))
                .forEach(kubernetes::create);
    }

    private Event event(Note note, HasMetadata regarding, Instant time) {
        var metadata = regarding.getMetadata();
        return new EventBuilder()
                .withNewMetadata()
                .withName("%s.%x".formatted(metadata.getName(), time.getEpochSecond() * 1_000_000_000 + time.getNano()))
                .withNamespace(metadata.getNamespace())
                .endMetadata()
                .withNewRegarding()
                .withApiVersion(regarding.getApiVersion())
                .withKind(regarding.getKind())
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .endRegarding()
                .withEventTime(new MicroTime(MICROSECONDS.format(time)))
                .withReportingController(CONTROLLER)
                .withReportingInstance(instance)
                .withAction(ACTION)
                .withReason(note.reason())
                .withType(note.type().word)
                .withNote(cut(note.text()))
                .build();
    }

    private static String cut(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_NOTE) {
            return text;
        }
        int end = LONGEST_NOTE;
        while ((bytes[end] & 0xC0) == 0x80) { // in the middle of a character
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + " ...";
    }
}
