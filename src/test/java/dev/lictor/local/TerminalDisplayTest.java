package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalDisplayTest {
    private final StringWriter written = new StringWriter();
    private final TerminalDisplay display = new TerminalDisplay(new PrintWriter(written), 80);

    @Test
    void aLongReasonGetsLinesOfItsOwn() {
        var long1 = "Consul does not answer: connect to 127.0.0.1:8501 was refused, so nothing is known of its Raft";

        assertThat(TerminalDisplay.frame(Examples.facts(), List.of(Examples.notReady(0, long1)), false, 60))
                .contains(
                        "consul-0: Consul does not answer: connect to 127.0.0.1:8501",
                        "  was refused, so nothing is known of its Raft")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    }

    @Test
    void saysHowAServerEnded() {
        assertThat(TerminalDisplay.frame(
                        Examples.facts(), List.of(Examples.stopped(0, 137), Examples.stopped(1, 2)), false, 80))
                .contains("consul-0: stopped (killed by signal 9)", "consul-1: stopped (exit code 2)");
    }

    @Test
    void drawsOverWhatItDrewBefore() {
        display.show(Examples.facts(), List.of(Examples.notReady(0, "no leader is known")));
        int lines = written.toString().split("\r\n", -1).length - 1;
        written.getBuffer().setLength(0);

        display.show(Examples.facts(), List.of(Examples.ready(0, 0)));

        assertThat(written.toString()).contains("\u001b[%dA".formatted(lines));
    }

    @Test
    void doesNotDrawTheSameTwice() {
        display.show(Examples.facts(), List.of(Examples.ready(0, 0)));
        written.getBuffer().setLength(0);

        display.show(Examples.facts(), List.of(Examples.ready(0, 0)));

        assertThat(written.toString()).isEmpty();
    }

    @Test
    void givesTheCursorBack() {
        display.show(Examples.facts(), List.of(Examples.ready(0, 0)));
        display.close();

        assertThat(written.toString()).contains("\u001b[?25l").endsWith("\u001b[?7h\u001b[?25h");
    }

    @Test
    void hintsComeOnceAllAreReadyAndStay() {
        display.show(Examples.facts(), List.of(Examples.ready(0, 0), Examples.notReady(1, "no leader is known")));
        assertThat(written.toString()).doesNotContain("What to try");

        display.show(Examples.facts(), List.of(Examples.ready(0, 0), Examples.ready(1, 0)));
        assertThat(written.toString()).contains("What to try");
        written.getBuffer().setLength(0);

        display.show(Examples.facts(), List.of(Examples.stopped(0, 137), Examples.ready(1, 1)));
        assertThat(written.toString()).contains("What to try");
    }
}
