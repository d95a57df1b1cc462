package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThisProgramTest {
    @Test
    void nativelyIsTheExecutable() {
        assertThat(ThisProgram.of(true, Optional.of("/bin/lictor"), "").command())
                .containsExactly("/bin/lictor");
    }

    @Test
    void onTheJvmIsASmallJvm() {
        assertThat(ThisProgram.of(false, Optional.of("/bin/java"), "quarkus-run.jar")
                        .command())
                .startsWith("/bin/java", "-XX:+UseSerialGC")
                .endsWith("-jar", "quarkus-run.jar");
    }

    @Test
    void fromClassesThereIsNothingToStart() {
        assertThatThrownBy(() -> ThisProgram.of(false, Optional.of("/bin/java"), "classes:a.jar"))
                .hasMessageContaining("use java -jar");
        assertThatThrownBy(() -> ThisProgram.of(true, Optional.empty(), "")).isInstanceOf(CannotStartException.class);
    }
}
