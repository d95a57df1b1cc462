package dev.lictor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldConflictTest {
    @Test
    void managerAndFieldNamesCannotForgeALine() {
        assertThat(new FieldConflict(".spec.replicas", "kubectl\nlictor: all is well\u001b[1A"))
                .hasToString(".spec.replicas is managed by kubectl lictor: all is well?[1A");
    }
}
