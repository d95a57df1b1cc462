package dev.lictor.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.local.CannotStartException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelfCommandTest {
    @Test
    void nativelyIsTheExecutable() {
        assertThat(SelfCommand.of(true, Optional.of("/bin/lictor"), "").command())
                .containsExactly("/bin/lictor");
    }

    @Test
    void onTheJvmIsASmallJvm() {
        assertThat(SelfCommand.of(false, Optional.of("/bin/java"), "quarkus-run.jar")
                        .command())
                .startsWith("/bin/java", "-XX:+UseSerialGC")
                .endsWith("-jar", "quarkus-run.jar");
    }

    @Test
    void fromClassesThereIsNothingToStart() {
        assertThatThrownBy(() -> SelfCommand.of(false, Optional.of("/bin/java"), "classes:a.jar"))
                .hasMessageContaining("use java -jar");
        assertThatThrownBy(() -> SelfCommand.of(true, Optional.empty(), "")).isInstanceOf(CannotStartException.class);
    }
}
