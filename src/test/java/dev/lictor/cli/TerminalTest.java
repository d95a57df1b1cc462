package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.local.display.TerminalDisplay.Size;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void theEnvironmentWins() {
        assertThat(Terminal.size(Map.of("COLUMNS", "93", "LINES", "20"), "24 80\n"))
                .isEqualTo(new Size(20, 93));
    }

    @Test
    void thenTheTerminalItself() {
        assertThat(Terminal.size(Map.of(), "24 80\n")).isEqualTo(new Size(24, 80));
    }

    @Test
    void nonsenseIsIgnored() {
        var usual = Terminal.size(Map.of(), "");

        assertThat(Terminal.size(Map.of("COLUMNS", "wide"), "0 0")).isEqualTo(usual);
        assertThat(Terminal.size(Map.of(), "stty: standard input")).isEqualTo(usual);
    }
}
