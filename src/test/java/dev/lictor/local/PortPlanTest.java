package dev.lictor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lictor.testing.LocalExamples;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class PortPlanTest {
    @Test
    void startsAtConsulsUsualPorts() {
        assertThat(PortPlan.of(List.of(), 3, free()))
                .containsExactly(LocalExamples.ports(0), LocalExamples.ports(1), LocalExamples.ports(2));
    }

    @Test
    void leavesOutWhatOthersUse() {
        assertThat(PortPlan.of(List.of(), 1, free(8300, 8501, 8511)))
                .containsExactly(new LocalPorts(8310, 8301, 8521, 8508));
    }

    @Test
    void noPortIsGivenTwiceHoweverManyServers() {
        var ports = PortPlan.of(List.of(), 40, free()).stream()
                .flatMap(server -> server.all().stream())
                .toList();

        assertThat(ports).doesNotHaveDuplicates();
    }

    @Test
    void usesTheSameAgain() {
        var had = List.of(new LocalPorts(9300, 9301, 9501, 9508));

        assertThat(PortPlan.of(had, 1, free())).isEqualTo(had);
    }

    @Test
    void aNewServerGetsNoneOfTheOthers() {
        var had = List.of(LocalExamples.ports(1), LocalExamples.ports(0));

        assertThat(PortPlan.of(had, 3, free()))
                .containsExactly(LocalExamples.ports(1), LocalExamples.ports(0), LocalExamples.ports(2));
    }

    @Test
    void whatNoDataKnowsMayChange() {
        assertThat(PortPlan.of(List.of(LocalExamples.ports(0)), 1, free(8301, 8501, 8508)))
                .containsExactly(new LocalPorts(8300, 8311, 8511, 8518));
    }

    @Test
    void theDatasOwnPortMayNot() {
        assertThatThrownBy(() -> PortPlan.of(List.of(LocalExamples.ports(0)), 1, free(8300)))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContainingAll("in use: port 8300, and", "ss -ltnp", "--dir");
        assertThatThrownBy(() -> PortPlan.of(
                        List.of(LocalExamples.ports(0), LocalExamples.ports(1), LocalExamples.ports(2)),
                        3,
                        free(8300, 8320)))
                .hasMessageContaining("in use: ports 8300, 8320, and");
    }

    @Test
    void whatHasMovedIsNamed() {
        var before = new LocalPorts(8300, 8301, 8501, 8508);

        assertThat(new LocalPorts(8300, 8301, 8531, 8538).differences(before))
                .containsExactly(
                        "HTTPS from 8501, where another process listens, to 8531",
                        "its sidecar from 8508, where another process listens, to 8538");
        assertThat(before.differences(before)).isEmpty();
    }

    @Test
    void noneLeft() {
        assertThatThrownBy(() -> PortPlan.of(List.of(), 1, port -> false))
                .hasMessageContaining("no free port from 8300 on");
    }

    private static IntPredicate free(Integer... used) {
        var taken = Set.of(used);
        return port -> !taken.contains(port);
    }
}
