package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.it.sidecar.FaultyProxy.Fault;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.LictorProgram;
import dev.lictor.testing.servers.RealConsul;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A sidecar gets faulty answers of every kind to its requests to a real Consul. It survives, answers its probes, reports what is
 * true, uses no more memory, does not fill the log, and recovers.
 */
class FaultsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** How long a state must last. */
    private static final int POLLS = 6;

    private static final int MANY_POLLS = 12;

    /** Log lines for one change to not ready and back, with all that cannot be read meanwhile. */
    private static final int MOST_LINES = 14;

    /** Of the 128 MiB that the sidecar's container has by default, in KiB. */
    private static final long MOST_MEMORY = 100 * 1024;

    @TempDir
    static Path directory;

    private static final Map<RealConsul, Behind> SIDECARS = new EnumMap<>(RealConsul.class);

    /** A sidecar behind a proxy beside a server, which leads. */
    private record Behind(ConsulServers servers, FaultyProxy proxy, SidecarProcess sidecar) implements AutoCloseable {
        static Behind start(RealConsul version) {
            var servers = new ConsulServers(
                    version, directory.resolve(version.name()), 1, Map.of("lictor.raft-multiplier", "1"), Map.of());
            servers.startAll();
            var proxy = new FaultyProxy(servers.url(0), servers.tlsDirectory());
            var sidecar = SidecarProcess.start(
                    directory,
                    Map.of(
                            "LICTOR_SIDECAR_CONSUL_URL",
                            proxy.url().toString(),
                            "LICTOR_SIDECAR_TLS_DIRECTORY",
                            servers.tlsDirectory().toString()));
            return new Behind(servers, proxy, sidecar);
        }

        @Override
        public void close() {
            sidecar.close();
            proxy.close();
            servers.close();
        }
    }

    @AfterAll
    static void end() {
        SIDECARS.values().forEach(Behind::close);
        SIDECARS.clear();
    }

    @ParameterizedTest
    @EnumSource(names = {"SLOW", "CUT", "GARBAGE", "SWAPPED", "CLOSED", "MANY_MEMBERS", "STRANGE_ADDRESS", "FORGED"})
    void aSidecarSurvivesAFaultAndReportsTheTruth(Fault fault) {
        endures(RealConsul.NEWEST, fault, POLLS);
    }

    @ParameterizedTest
    @MethodSource
    @Tag("thorough")
    void eachSidecarSurvivesAFaultAndReportsTheTruth(RealConsul version, Fault fault) {
        endures(version, fault, MANY_POLLS);
    }

    static Stream<Arguments> eachSidecarSurvivesAFaultAndReportsTheTruth() {
        return Stream.of(RealConsul.values())
                .flatMap(version -> Stream.of(Fault.values()).map(fault -> Arguments.of(version, fault)));
    }

    private static void endures(RealConsul version, Fault fault, int polls) {
        // Given a sidecar whose server is ready
        var behind = ready(version);
        var sidecar = behind.sidecar();
        var before = sidecar.log();

        // When answers are faulty
        behind.proxy().begin(fault);

        // Then it reports the true state all the time
        try {
            saysWhatIsTrue(fault, sidecar, polls);
        } finally {
            behind.proxy().end();
        }

        // And it recovers when the faults end
        await().atMost(TIMEOUT).until(() -> sidecar.probe("ready") == 200);
        var lines = lines(sidecar, before);
        assertThat(lines)
                .hasSizeLessThanOrEqualTo(MOST_LINES)
                .allSatisfy(line ->
                        assertThat(line).matches("\\d{4}-\\d\\d-\\d\\d.*").doesNotMatch(".*\\p{Cc}.*"));
        if (fault.leavesReady()) {
            assertThat(lines).noneMatch(line -> line.contains("not ready"));
        }
        if (LictorProgram.nativeExecutable().isPresent()) {
            assertThat(sidecar.peak()).as("KiB of memory").isLessThan(MOST_MEMORY);
        }
    }

    private static Behind ready(RealConsul version) {
        var behind = SIDECARS.computeIfAbsent(version, Behind::start);
        await().atMost(TIMEOUT).until(() -> behind.sidecar().probe("ready") == 200);
        return behind;
    }

    private static void saysWhatIsTrue(Fault fault, SidecarProcess sidecar, int polls) {
        if (!fault.leavesReady()) {
            await().atMost(TIMEOUT).until(() -> sidecar.probe("ready") == 503);
        }
        double before = sidecar.polls();
        await().atMost(TIMEOUT).until(() -> {
            assertThat(sidecar.probe("live")).isEqualTo(200);
            assertThat(sidecar.probe("ready")).as("%s", sidecar.ready()).isEqualTo(fault.leavesReady() ? 200 : 503);
            return sidecar.polls() >= before + polls;
        });
        told(fault, sidecar);
    }

    /** Further expectations of some faults. */
    private static void told(Fault fault, SidecarProcess sidecar) {
        switch (fault) {
            case MANY_MEMBERS ->
                await().atMost(TIMEOUT).until(() -> sidecar.metrics().contains("consul_serf_lan_members 5001.0\n"));
            case FORGED ->
                assertThat(sidecar.metrics().lines())
                        .noneMatch(line -> line.startsWith("00:00"))
                        .noneMatch(line -> line.chars().anyMatch(character -> character < ' '));
            default -> {}
        }
    }

    private static List<String> lines(SidecarProcess sidecar, List<String> before) {
        var log = sidecar.log();
        return log.subList(before.size(), log.size());
    }
}
