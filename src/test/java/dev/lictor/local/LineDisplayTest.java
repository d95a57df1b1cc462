package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineDisplayTest {
    private final StringWriter written = new StringWriter();
    private final LineDisplay display = new LineDisplay(new PrintWriter(written));

    @Test
    void aHintWhoseProcessHasEndedIsSaidAnew() {
        display.show(Examples.facts(), List.of(Examples.ready(0, 0), Examples.ready(1, 0)));
        written.getBuffer().setLength(0);
        display.show(Examples.facts(), List.of(Examples.notReady(0, "no leader is known"), Examples.notReady(1)));
        display.show(Examples.facts(), List.of(Examples.ready(0, 1), Examples.ready(1, 1)));
        display.show(Examples.facts(), List.of(Examples.ready(0, 1), Examples.ready(1, 1)));

        assertThat(written.toString()).containsOnlyOnce("kill -9 4001   # consul-1 leads");
    }

    @Test
    void hintsComeOnceAllAreReadyAndOnlyOnce() {
        display.show(Examples.facts(), List.of(Examples.notReady(0, "no leader is known")));
        display.show(Examples.facts(), List.of(Examples.ready(0, 0)));
        display.show(Examples.facts(), List.of(Examples.stopped(0, 137)));
        display.show(Examples.facts(), List.of(Examples.ready(0, 0)));

        assertThat(written.toString())
                .containsOnlyOnce("What to try")
                .containsOnlyOnce("consul-0: https://127.0.0.1:8501, its sidecar: http://127.0.0.1:8508")
                .doesNotContain("\u001b");
    }
}
