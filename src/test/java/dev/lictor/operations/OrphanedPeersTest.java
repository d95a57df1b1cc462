package dev.lictor.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrphanedPeersTest {
    private static final int ALIVE = 1;
    private static final int FAILED = 4;

    private final List<RaftServer> peers = List.of(peer(0), peer(1), peer(2));
    private final Map<String, ConsulResult<List<Member>>> views = new LinkedHashMap<>(Map.of(
            "consul-0", new ConsulResult.Seen<>(List.of(member(0, ALIVE), member(1, ALIVE))),
            "consul-1", new ConsulResult.Seen<>(List.of(member(0, ALIVE), member(1, ALIVE)))));

    @Test
    void aPeerThatNoServerKnowsIsOrphaned() {
        assertThat(first()).isEqualTo(new ConsulResult.Seen<>(Optional.of(peer(2))));
    }

    @Test
    void aPeerThatAnyServerKnowsIsNotOrphaned() {
        views.put("consul-1", new ConsulResult.Seen<>(List.of(member(1, ALIVE), member(2, FAILED))));

        assertThat(first()).isEqualTo(new ConsulResult.Seen<>(Optional.empty()));
    }

    @Test
    void aPeerAtTheAddressOfALivingServerIsNotOrphaned() {
        var renewed = new Member(
                "consul-1", "10.0.0.2:8301", "dc1", ALIVE, Optional.of(new Member.Server("another", "10.0.0.2:8300")));
        views.put("consul-1", new ConsulResult.Seen<>(List.of(member(0, ALIVE), renewed)));

        assertThat(first()).isEqualTo(new ConsulResult.Seen<>(Optional.empty()));
    }

    @Test
    void withoutTheViewOfEveryServerThereIsNoResult() {
        views.put("consul-1", ConsulResult.failed(Cause.TIMEOUT, "no answer within 15 s"));

        assertThat(first().failure()).map(ConsulError::words).contains("consul-1: no answer within 15 s");
    }

    /** With a token that may not read nodes Consul shows none, and calls that success. */
    @Test
    void aViewWithoutItsOwnServerIsNotTrusted() {
        views.put("consul-0", new ConsulResult.Seen<>(List.of()));

        assertThat(first().failure().orElseThrow().words()).contains("consul-0 does not show itself", "node:read");
    }

    private ConsulResult<Optional<RaftServer>> first() {
        return OrphanedPeers.first(peers, views);
    }

    private static RaftServer peer(int ordinal) {
        return new RaftServer("id-" + ordinal, "10.0.0.%d:8300".formatted(ordinal), true);
    }

    private static Member member(int ordinal, int status) {
        return new Member(
                "consul-" + ordinal,
                "10.0.0.%d:8301".formatted(ordinal),
                "dc1",
                status,
                Optional.of(new Member.Server("id-" + ordinal, "10.0.0.%d:8300".formatted(ordinal))));
    }
}
