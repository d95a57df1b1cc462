package dev.lictor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.cluster.SidecarEnvironment.Variable;
import dev.lictor.config.Settings;
import dev.lictor.testing.Specs;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SidecarEnvironmentTest {
    private static final SidecarOptions OPTIONS = Specs.usual().observing();

    @Test
    void everyVariableSetsASettingOfItsName() {
        var settings = ConfigMappings.getProperties(ConfigClass.configClass(Settings.class))
                .keySet();

        assertThat(Variable.values())
                .extracting(variable -> "lictor.sidecar."
                        + variable.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .isSubsetOf(settings);
    }

    @Test
    void valuesAreInTheOrderOfTheVariablesAndNotInTheOrderOfTheCalls() {
        var environment = SidecarEnvironment.of(OPTIONS)
                .backups(OPTIONS.backups().orElseThrow())
                .server("https://127.0.0.1:8501", "/tls", "/data", List.of("a:8301", "b:8301"))
                .with(Variable.PORT, 8080);

        assertThat(List.copyOf(environment.values().keySet())).isSorted();
        assertThat(environment.byKey())
                .containsEntry("LICTOR_SIDECAR_PORT", "8080")
                .containsEntry("LICTOR_SIDECAR_PEERS", "a:8301,b:8301")
                .containsEntry("LICTOR_SIDECAR_MAX_AGE", "PT3S")
                .containsEntry("LICTOR_SIDECAR_BACKUP_COUNT", "24")
                .doesNotContainKeys("LICTOR_SIDECAR_ORDINAL", "LICTOR_SIDECAR_TOKEN_FILE");
    }

    @Test
    void aLaterValueReplacesAnEarlierOneInACopy() {
        var first = SidecarEnvironment.of(OPTIONS).with(Variable.PORT, 8080);

        assertThat(first.with(Variable.PORT, 9090).values()).containsEntry(Variable.PORT, "9090");
        assertThat(first.values()).containsEntry(Variable.PORT, "8080");
    }
}
