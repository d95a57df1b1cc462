package dev.lictor.testing;

import dev.lictor.config.SettingsSource;
import dev.lictor.sidecar.SidecarSpec;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A Quarkus test profile: the whole sidecar, beside a {@link FakeConsul}. */
public final class FakeConsulProfile implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Beside.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.http.test-port", "0");
    }

    /** Writes another token, so that the sidecar sends at once what an earlier test had refused. */
    public static void renewToken(SidecarSpec spec) {
        try {
            Files.writeString(
                    spec.consul().tokenFile().orElseThrow(), UUID.randomUUID().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URL at which the sidecar finds its server. */
    @Alternative
    @Singleton
    static final class Beside {
        private final FakeConsul consul = new FakeConsul();

        @Produces
        @Singleton
        FakeConsul consul() {
            return consul;
        }

        @Produces
        @Alternative
        @Singleton
        SidecarSpec spec() throws IOException {
            var mount = Files.createTempDirectory("lictor-mount");
            var ca = new TestCertificates();
            ca.write(mount, ca.leaf("127.0.0.1"));
            return SidecarSpec.of(SettingsSource.environmentOnly(Map.of(
                            "LICTOR_SIDECAR_CONSUL_URL",
                            consul.url("http").toString(),
                            "LICTOR_SIDECAR_TLS_DIRECTORY",
                            mount.toString(),
                            "LICTOR_SIDECAR_TOKEN_FILE",
                            mount.resolve("token").toString(),
                            // Long enough that a busy machine does not look like a slow Consul.
                            "LICTOR_SIDECAR_POLL_TIMEOUT",
                            "3s",
                            "LICTOR_SIDECAR_MAX_AGE",
                            "60s"))
                    .read());
        }

        @PreDestroy
        void stop() {
            consul.close();
        }
    }
}
