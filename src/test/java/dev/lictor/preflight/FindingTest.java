package dev.lictor.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingTest {
    @Test
    void aFindingIsOneLineWhateverItQuotes() {
        assertThat(new Finding.Warning("class x\nlictor: nothing stands in the way", "use\u009b another").inWords())
                .isEqualTo("warning: class x lictor: nothing stands in the way; use? another");
    }
}
