package dev.lictor.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedLinesTest {
    private final List<String> lines = new ArrayList<>();
    private final ChangedLines changed = new ChangedLines(lines::add);

    @Test
    void aLineThatIsRepeatedIsPassedOnOnce() {
        changed.accept("1 of 3 servers ready");
        changed.accept("1 of 3 servers ready");
        changed.accept("2 of 3 servers ready");

        assertThat(lines).containsExactly("1 of 3 servers ready", "2 of 3 servers ready");
    }

    @Test
    void aLineThatComesBackIsPassedOnAgain() {
        changed.accept("waiting");
        changed.accept("replacing pod/consul-2");
        changed.accept("");
        changed.accept("waiting");

        assertThat(lines).containsExactly("waiting", "replacing pod/consul-2", "waiting");
    }
}
