package dev.lictor.it.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.it.bootstrap.ProxiedCluster.Kill;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that are killed at each of their writes. The next run completes them, as if nothing had happened. */
@Tag("native")
class KilledRunIT {
    @AutoClose
    private static ProxiedApi api;

    @BeforeAll
    static void start() {
        api = ProxiedApi.start();
    }

    static Stream<Kill> killsOfAFirstRun() {
        return Kill.each(api.firstRun());
    }

    static Stream<Kill> killsOfARenewingRun() {
        return Kill.each(api.renewal());
    }

    @ParameterizedTest
    @MethodSource("killsOfAFirstRun")
    void theNextRunCompletesAKilledFirstRun(Kill kill) throws IOException {
        var cluster = api.cluster();

        cluster.isKilled(kill);
        cluster.succeeds();

        cluster.isSettled();
        assertThat(cluster.objects()).isEqualTo(api.firstRun().objects());
        cluster.hasSeenOneCaAndGossipKeyAnd(1);
    }

    @ParameterizedTest
    @MethodSource("killsOfARenewingRun")
    void theNextRunCompletesAKilledRenewal(Kill kill) throws IOException {
        var cluster = api.cluster();
        cluster.succeeds();

        cluster.isKilled(kill, ProxiedApi.RENEWING);
        cluster.succeeds(ProxiedApi.RENEWING);

        cluster.isSettled(ProxiedApi.RENEWING);
        assertThat(cluster.objects()).isEqualTo(api.renewal().objects());
        cluster.hasSeenOneCaAndGossipKeyAnd(2);
    }
}
