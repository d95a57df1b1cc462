package dev.lictor.local.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.LocalExamples;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineDisplayTest {
    private final StringWriter written = new StringWriter();
    private final LineDisplay display = new LineDisplay(new PrintWriter(written));

    @Test
    void aHintWhoseProcessHasEndedIsSaidAnew() {
        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0), LocalExamples.ready(1, 0)));
        written.getBuffer().setLength(0);
        display.show(
                LocalExamples.cluster(),
                List.of(LocalExamples.notReady(0, "no leader is known"), LocalExamples.notReady(1)));
        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 1), LocalExamples.ready(1, 1)));
        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 1), LocalExamples.ready(1, 1)));

        assertThat(written.toString()).containsOnlyOnce("kill -9 4001   # consul-1 leads");
    }

    @Test
    void hintsComeOnceAllAreReadyAndOnlyOnce() {
        display.show(LocalExamples.cluster(), List.of(LocalExamples.notReady(0, "no leader is known")));
        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)));
        display.show(LocalExamples.cluster(), List.of(LocalExamples.stopped(0, 137)));
        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)));

        assertThat(written.toString())
                .containsOnlyOnce("Commands to try")
                .containsOnlyOnce("consul-0: https://127.0.0.1:8501, its sidecar: http://127.0.0.1:8508")
                .doesNotContain("\u001b");
    }
}
