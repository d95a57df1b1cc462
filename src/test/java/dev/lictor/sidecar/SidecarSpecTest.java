package dev.lictor.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.config.SettingsSource;
import dev.lictor.sidecar.backup.BackupPolicy;
import dev.lictor.sidecar.backup.BackupSlot;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarSpecTest {
    @Test
    void theDefaultsAreValid() {
        var spec = of(Map.of());

        assertThat(spec.port()).isEqualTo(8080);
        assertThat(spec.consul().url()).isEqualTo(URI.create("https://127.0.0.1:8501"));
        assertThat(spec.limits().maxAge()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1:8443, https://127.0.0.1:8443",
        "https://consul, https://consul:443",
        "http://127.0.0.1, http://127.0.0.1:80",
        "http://[::1]:8500, http://[::1]:8500",
        "https://127.0.0.1:8443/, https://127.0.0.1:8443/"
    })
    void urlsAreGivenTheirPort(String given, URI url) {
        assertThat(of(Map.of("LICTOR_SIDECAR_CONSUL_URL", given)).consul().url())
                .isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8501",
                "ftp://127.0.0.1:8501",
                "https://",
                "https://127.0.0.1:8501/v1",
                "https://a@127.0.0.1:8501",
                "https://127.0.0.1:8501?x",
                "no url"
            })
    void whatIsNoUrlOfAServerIsRefused(String url) {
        assertThat(problems(Map.of("LICTOR_SIDECAR_CONSUL_URL", url)))
                .singleElement()
                .asString()
                .startsWith("lictor.sidecar.consul-url is '");
    }

    @Test
    void everyProblemIsToldAtOnce() {
        assertThat(problems(Map.of(
                        "LICTOR_SIDECAR_PORT", "99999",
                        "LICTOR_SIDECAR_CONSUL_URL", "nowhere",
                        "LICTOR_SIDECAR_POLL_INTERVAL", "100ms",
                        "LICTOR_SIDECAR_POLL_TIMEOUT", "0s",
                        "LICTOR_SIDECAR_MAX_LAST_CONTACT", "0s",
                        "LICTOR_SIDECAR_MAX_LOG_LAG", "-1",
                        "LICTOR_SIDECAR_BACKUP_INTERVAL", "59s",
                        "LICTOR_SIDECAR_BACKUP_COUNT", "0",
                        "LICTOR_SIDECAR_PROT", "8080")))
                .containsExactly(
                        "LICTOR_SIDECAR_PROT in the environment is not a setting; did you mean LICTOR_SIDECAR_PORT?",
                        "lictor.sidecar.port is 99999; use 1 to 65535, such as 8080",
                        "lictor.sidecar.consul-url is 'nowhere'; it must be https:// or http://, host and port, such as https://127.0.0.1:8501",
                        "lictor.sidecar.poll-interval is 100 ms; use 1s or more",
                        "lictor.sidecar.poll-timeout is 0 ms; use more than 0, such as 900ms",
                        "lictor.sidecar.max-last-contact is 0 ms; use more than 0, such as 500ms",
                        "lictor.sidecar.max-log-lag is -1; use 0 or more, such as 1000",
                        "lictor.sidecar.backup-interval is 59000 ms; use 1m or more, such as 1h",
                        "lictor.sidecar.backup-count is 0; use 1 or more, such as 24");
    }

    @Test
    void backupsAreKeptWhereTheyAreToBe() {
        assertThat(of(Map.of()).backups()).isEmpty();
        assertThat(of(Map.of("LICTOR_SIDECAR_BACKUP_DIRECTORY", "/backups", "LICTOR_SIDECAR_TOKEN_FILE", "/token"))
                        .backups())
                .contains(new BackupPolicy(
                        Path.of("/backups"),
                        Optional.of(Path.of("/token")),
                        Duration.ofHours(1),
                        24,
                        256 << 20,
                        BackupSlot.ALWAYS));
        assertThat(of(Map.of(
                                "LICTOR_SIDECAR_BACKUP_DIRECTORY", "/backups",
                                "LICTOR_SIDECAR_BACKUP_TOKEN_FILE", "/other",
                                "LICTOR_SIDECAR_TOKEN_FILE", "/token",
                                "LICTOR_SIDECAR_BACKUP_INTERVAL", "1m",
                                "LICTOR_SIDECAR_BACKUP_COUNT", "1",
                                "LICTOR_SIDECAR_BACKUP_SPACE", "1Gi",
                                "LICTOR_SIDECAR_PEERS", "a, b, c",
                                "LICTOR_SIDECAR_ORDINAL", "2"))
                        .backups())
                .contains(new BackupPolicy(
                        Path.of("/backups"),
                        Optional.of(Path.of("/other")),
                        Duration.ofMinutes(1),
                        1,
                        1 << 30,
                        new BackupSlot(2, 3)));
    }

    @Test
    void whereKubernetesDoesNotTellTheOrdinalNobodyIsWaitedFor() {
        assertThat(of(Map.of("LICTOR_SIDECAR_BACKUP_DIRECTORY", "/backups", "LICTOR_SIDECAR_ORDINAL", ""))
                        .backups()
                        .orElseThrow()
                        .turn())
                .isEqualTo(BackupSlot.ALWAYS);
    }

    @Test
    void whatBackupsCannotTakeIsRefused() {
        assertThat(problems(Map.of("LICTOR_SIDECAR_BACKUP_SPACE", "much", "LICTOR_SIDECAR_ORDINAL", "-1")))
                .containsExactly(
                        "lictor.sidecar.backup-space is 'much'; it must be a quantity such as 256Mi",
                        "lictor.sidecar.ordinal is -1; use 0 or more");
    }

    private static SidecarSpec of(Map<String, String> environment) {
        return SidecarSpec.of(SettingsSource.environmentOnly(environment).read());
    }

    private static List<String> problems(Map<String, String> environment) {
        return catchThrowableOfType(InvalidSpecException.class, () -> of(environment))
                .problems();
    }
}
