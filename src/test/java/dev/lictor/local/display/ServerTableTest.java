package dev.lictor.local.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.local.SidecarAnswer;
import dev.lictor.testing.LocalExamples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTableTest {
    private static final int WIDE = 110;

    @Test
    void showsWhatIsKnownOfEachServer() {
        var servers = List.of(
                LocalExamples.ready(0, 1), LocalExamples.ready(1, 1), LocalExamples.notReady(2, "no leader is known"));

        assertThat(String.join("\n", ServerTable.lines(servers, WIDE))).isEqualTo("""
                        SERVER    ROLE       LEADER    PEERS  TERM  LAST CONTACT  READY  CONSUL                  SIDECAR
                        consul-0  follower   consul-1  3      2     12 ms         yes    https://127.0.0.1:8501  http://127.0.0.1:8508
                        consul-1  leader     consul-1  3      2     12 ms         yes    https://127.0.0.1:8511  http://127.0.0.1:8518
                        consul-2  candidate  -         3      7     -             no     https://127.0.0.1:8521  http://127.0.0.1:8528""");
    }

    @Test
    void aStoppedServerTellsNothingMore() {
        assertThat(ServerTable.lines(List.of(LocalExamples.stopped(0, 137), LocalExamples.ready(1, 1)), WIDE))
                .element(1)
                .asString()
                .startsWith("consul-0  stopped    -         -      -     -             no     https");
    }

    @Test
    void anAddressThatIsNoServersStaysAnAddress() {
        var reported = new SidecarAnswer.Reported(true, "follower", "10.0.0.9:8300", "3", "2", "", List.of());

        assertThat(ServerTable.lines(List.of(LocalExamples.reported(0, reported)), WIDE)
                        .getLast())
                .contains("10.0.0.9:8300");
    }

    @Test
    void columnsStayWhereTheyAreWhenALeaderIsLost() {
        var before = ServerTable.lines(List.of(LocalExamples.ready(0, 0), LocalExamples.ready(1, 0)), WIDE);
        var after = ServerTable.lines(
                List.of(LocalExamples.stopped(0, 137), LocalExamples.notReady(1, "no leader is known")), WIDE);

        assertThat(after.getFirst()).isEqualTo(before.getFirst());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 40, 60, 80, 100})
    void fitsANarrowTerminal(int width) {
        assertThat(ServerTable.lines(List.of(LocalExamples.ready(0, 0)), width))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }

    @Test
    void aNarrowTerminalKeepsWhoIsReady() {
        assertThat(ServerTable.lines(List.of(LocalExamples.ready(0, 0)), 30))
                .containsExactly("SERVER    ROLE       READY", "consul-0  leader     yes");
    }
}
