package dev.lictor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.kubernetes.EventRecorder;
import dev.lictor.kubernetes.ObjectKey;
import dev.lictor.kubernetes.WriteOutcome;
import dev.lictor.manifests.StatefulSetObject;
import dev.lictor.testing.FakeKubernetesApi;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunEventsTest {
    private static final ClusterSpec SPEC = Specs.usual();
    private static final ObjectKey CERTIFICATE = new ObjectKey("Secret", "consul", "consul-tls");
    private static final ObjectKey SERVICE = new ObjectKey("Service", "consul", "consul");

    private final FakeKubernetesApi kubernetes = new FakeKubernetesApi();

    @BeforeEach
    void theStatefulSetIsThere() {
        var servers = StatefulSetObject.of(SPEC);
        servers.getMetadata().setUid("uid-of-servers");
        kubernetes.objects.put(ObjectKey.of(servers), servers);
    }

    @Test
    void whatWasWrittenIsToldInOrderAndTheRestIsNot() {
        tell(
                new WriteOutcome.Kept(new ObjectKey("Secret", "consul", "consul-ca"), "good"),
                new WriteOutcome.Changed(CERTIFICATE, List.of("names differ")),
                new WriteOutcome.Unchanged(new ObjectKey("ConfigMap", "consul", "consul-config")),
                new WriteOutcome.Created(SERVICE));

        assertThat(events())
                .extracting(Event::getReason, Event::getType, Event::getNote)
                .containsExactly(
                        tuple("Created", "Normal", "service/consul created"),
                        tuple("Changed", "Normal", "secret/consul-tls changed: names differ"));
        assertThat(events()).extracting(event -> event.getMetadata().getName()).doesNotHaveDuplicates();
    }

    @Test
    void allThatWasCreatedIsToldAtOnce() {
        tell(new WriteOutcome.Created(CERTIFICATE), new WriteOutcome.Created(SERVICE));

        assertThat(events())
                .extracting(Event::getReason, Event::getNote)
                .containsExactly(tuple("Created", "secret/consul-tls, service/consul created"));
    }

    @Test
    void itIsAboutTheStatefulSetAndSaysWhoTellsIt() {
        tell(new WriteOutcome.Created(SERVICE));

        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getRegarding().getKind()).isEqualTo("StatefulSet");
            assertThat(event.getRegarding().getUid()).isEqualTo("uid-of-servers");
            assertThat(event.getReportingController()).isEqualTo("lictor.dev/bootstrap");
            assertThat(event.getReportingInstance()).isEqualTo("lictor-bootstrap-abcde");
            assertThat(event.getEventTime().getTime()).isEqualTo("2026-03-01T12:00:00.000000Z");
        });
    }

    @Test
    void ofARefusedRunOnlyTheRefusalsAreTrue() {
        tell(new WriteOutcome.Created(SERVICE), new WriteOutcome.Refused(CERTIFICATE, "is broken"));

        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getType()).isEqualTo("Warning");
            assertThat(event.getNote()).isEqualTo("secret/consul-tls refused: is broken");
        });
    }

    /** The API counts bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\u00e4", "\u6f22", "\ud83d\ude00"})
    void aLongNoteIsCut(String character) {
        tell(new WriteOutcome.Refused(CERTIFICATE, character.repeat(5000)));

        var note = events().getFirst().getNote();
        assertThat(note.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(990, 1024);
        assertThat(note).endsWith(character + " ...");
    }

    @Test
    void aStrangersStatefulSetIsToldNothing() {
        kubernetes.objects.values().forEach(servers -> servers.getMetadata().setLabels(Map.of()));

        tell(new WriteOutcome.Created(SERVICE));

        assertThat(events()).isEmpty();
    }

    private void tell(WriteOutcome... outcomes) {
        var now = Instant.parse("2026-03-01T12:00:00Z");
        new RunEvents(kubernetes, SPEC, new EventRecorder(kubernetes, () -> now, "lictor-bootstrap-abcde"))
                .record(List.of(outcomes));
    }

    private List<Event> events() {
        return kubernetes.objects.values().stream()
                .filter(Event.class::isInstance)
                .map(Event.class::cast)
                .sorted(Comparator.comparing(event -> event.getEventTime().getTime()))
                .toList();
    }
}
