package dev.lictor.bootstrap.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.FakeRaftServers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RaftSurveyTest {
    private final FakeRaftServers raft = new FakeRaftServers("consul-0", "consul-1", "consul-2");

    @Test
    void whereAllVoteAndHearOneLeaderNothingIsObjected() {
        assertThat(raft.survey().problems()).isEmpty();
    }

    @Test
    void aServerThatHangsIsNamed() {
        raft.silent("consul-2");

        assertThat(raft.survey().problems())
                .containsExactly("consul-2 does not say how its Raft is: " + FakeRaftServers.SILENCE);
    }

    @Test
    void withoutALeaderNoServerIsBlamed() {
        raft.nobodyLeads();

        assertThat(raft.survey().problems()).containsExactly("none of the servers leads");
    }

    @Test
    void aServerThatIsNoPeerIsNamed() {
        raft.voters.remove("consul-0");

        assertThat(raft.survey().problems()).containsExactly("consul-0 is no peer in the leader's Raft configuration");
    }

    @Test
    void aPeerThatIsNoneOfTheServersIsToldByItsAddress() {
        raft.voters.add("10.0.0.9");

        assertThat(raft.survey().problems())
                .containsExactly("Raft has 4 peers, and there are 3 servers; none of them is the one at 10.0.0.9:8300");
    }

    @Test
    void followersThatHaveNotHeardTheLeaderAreNamed() {
        raft.lastContact = Duration.ofSeconds(3);

        assertThat(raft.survey().problems())
                .containsExactly(
                        "consul-0 has not heard the leader for 3000 ms",
                        "consul-2 has not heard the leader for 3000 ms");
    }

    @Test
    void followersThatAreBehindAreNamed() {
        raft.applied = 749;

        assertThat(raft.survey().problems())
                .containsExactly(
                        "consul-0 is 251 entries behind the leader", "consul-2 is 251 entries behind the leader");
    }

    @Test
    void aLeaderWithoutAMajorityIsNotBelieved() {
        raft.unconfirmed();

        assertThat(raft.survey().problems())
                .containsExactly(
                        "consul-1 leads, and did not answer a read that takes a majority: no answer within 15000 ms");
    }
}
