package dev.lictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void columnsOfTheEnvironmentWin() {
        assertThat(Terminal.columns(Map.of("COLUMNS", "93"))).isEqualTo(93);
    }

    @Test
    void nonsenseIsIgnored() {
        assertThat(Terminal.columns(Map.of("COLUMNS", "wide"))).isPositive();
    }
}
