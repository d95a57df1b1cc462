package dev.lictor.local.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.local.display.TerminalDisplay.Size;
import dev.lictor.local.process.ProcessState;
import dev.lictor.testing.LocalExamples;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalDisplayTest {
    private Size size = new Size(40, 80);
    private final StringWriter written = new StringWriter();
    private final TerminalDisplay display = new TerminalDisplay(new PrintWriter(written), () -> size);

    @Test
    void aLongReasonGetsLinesOfItsOwn() {
        var long1 = "Consul does not answer: connect to 127.0.0.1:8501 was refused, so nothing is known of its Raft";

        assertThat(TerminalDisplay.frame(
                        LocalExamples.cluster(), List.of(LocalExamples.notReady(0, long1)), false, new Size(40, 60)))
                .contains(
                        "consul-0: Consul does not answer: connect to 127.0.0.1:8501",
                        "  was refused, so nothing is known of its Raft")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    }

    @Test
    void saysHowAServerEnded() {
        assertThat(TerminalDisplay.frame(
                        LocalExamples.cluster(),
                        List.of(LocalExamples.stopped(0, 137), LocalExamples.stopped(1, 2)),
                        false,
                        new Size(40, 80)))
                .contains("consul-0: stopped (killed by signal 9)", "consul-1: stopped (exit code 2)");
    }

    @Test
    void drawsOverWhatItDrewBefore() {
        display.show(LocalExamples.cluster(), List.of(LocalExamples.notReady(0, "no leader is known")));
        int lines = written.toString().split("\r\n", -1).length - 1;
        written.getBuffer().setLength(0);

        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)));

        assertThat(written.toString()).contains("\u001b[%dA".formatted(lines));
    }

    @Test
    void doesNotDrawTheSameTwice() {
        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)));
        written.getBuffer().setLength(0);

        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)));

        assertThat(written.toString()).isEmpty();
    }

    @Test
    void aHintThatIsLongerThanALineIsThereWhole() {
        var narrow = new Size(40, 30);
        var frame = TerminalDisplay.frame(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)), true, narrow);

        assertThat(frame).contains("  CONSUL_CACERT='/home/me/my cluster/ca/ca.crt' \\");
        assertThat(narrow.rowsOf(frame)).isGreaterThan(frame.size());
        assertThat(narrow.rowsOf(List.of("", "x".repeat(30), "x".repeat(31)))).isEqualTo(4);
    }

    @Test
    void drawsOverAllRowsOfAWrappedLine() {
        size = new Size(40, 30);
        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)));
        var frame = TerminalDisplay.frame(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)), true, size);
        written.getBuffer().setLength(0);

        display.show(LocalExamples.cluster(), List.of(LocalExamples.notReady(0, "no leader is known")));

        assertThat(written.toString()).contains("\u001b[%dA".formatted(size.rowsOf(frame)));
    }

    @Test
    void aTerminalThatWasResizedIsDrawnAnew() {
        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)));
        written.getBuffer().setLength(0);

        size = new Size(20, 60);
        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)));

        assertThat(written.toString()).contains("\u001b[H\u001b[J", "consul-0");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6, 8, 12})
    void fitsALowTerminal(int rows) {
        var low = new Size(rows, 80);
        var frame = TerminalDisplay.frame(
                LocalExamples.cluster(),
                List.of(LocalExamples.ready(0, 0), LocalExamples.notReady(1, "no leader is known")),
                true,
                low);

        assertThat(low.rowsOf(frame)).isLessThan(rows);
    }

    @Test
    void saysThatAServerWasStartedByHand() {
        assertThat(TerminalDisplay.frame(
                        LocalExamples.cluster(),
                        List.of(LocalExamples.after(0, new ProcessState.StartedByHand())),
                        false,
                        size))
                .contains("consul-0: started by hand, so Ctrl-C here does not stop it");
    }

    @Test
    void givesTheCursorBack() {
        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0)));
        display.close();

        assertThat(written.toString()).contains("\u001b[?25l").endsWith("\u001b[?25h");
    }

    @Test
    void hintsComeOnceAllAreReadyAndStay() {
        display.show(
                LocalExamples.cluster(),
                List.of(LocalExamples.ready(0, 0), LocalExamples.notReady(1, "no leader is known")));
        assertThat(written.toString()).doesNotContain("Commands to try");

        display.show(LocalExamples.cluster(), List.of(LocalExamples.ready(0, 0), LocalExamples.ready(1, 0)));
        assertThat(written.toString()).contains("Commands to try");
        written.getBuffer().setLength(0);

        display.show(LocalExamples.cluster(), List.of(LocalExamples.stopped(0, 137), LocalExamples.ready(1, 1)));
        assertThat(written.toString()).contains("Commands to try");
    }
}
