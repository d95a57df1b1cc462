package dev.lictor.sidecar.observe;

import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.LeaderContact;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that one poll saw, each part with the reason if it was not seen. Never changed, only replaced.
 *
 * @param at when Consul was asked, so that an answer is never taken for younger than it is
 * @param leader as status/leader names it, or agent/self where that was in time
 * @param contact absent if agent/self agentSample, or if no leader was named, for then it was not asked for; of a server that leads, what it says
 *     with a majority behind it
 * @param agentSample what agent/self said in this poll or, if it has not answered in time, in an earlier one that is still believed
 * @param took until the last answer or the time limit
 */
public record Observation(
        Instant at,
        Duration took,
        ConsulResult<String> leader,
        Optional<ConsulResult<LeaderContact>> contact,
        ConsulResult<List<String>> peers,
        ConsulResult<Agent> self,
        Optional<AgentSample> agentSample,
        CertificateExpiry certificates) {

    /** The address that this server believes to be the leader's; empty if it knows none or did not say. */
    public Optional<String> knownLeader() {
        return leader.seen().filter(address -> !address.isEmpty());
    }

    /** What this server's Raft is; unknown of one that does not even say who leads. */
    public Optional<RaftState> raft() {
        return agent().flatMap(Agent::raft);
    }

    public Optional<Agent> agent() {
        return agentSample.filter(_ -> leader.seen().isPresent()).map(AgentSample::agent);
    }

    /**
     * How long ago this server had heard its leader when it was asked, zero on the leader itself. What agent/self said earlier has
     * aged since: the leader may have been heard again, so it is the most that it can be.
     */
    public Optional<Duration> lastContact() {
        return contact.flatMap(ConsulResult::seen)
                .map(LeaderContact::ago)
                .or(() -> raft().flatMap(RaftState::lastContact)
                        .map(ago -> raft().filter(RaftState::leads).isPresent() ? ago : ago.plus(age())));
    }

    private Duration age() {
        return agentSample.map(earlier -> Duration.between(earlier.at(), at)).orElse(Duration.ZERO);
    }

    /**
     * The Raft configuration that this server has, by its own word or, if that cannot be read, by what it answered when it was asked
     * last; unknown of one that does not even say who leads.
     */
    public Optional<List<RaftServer>> servers(SlowObservation.Fresh slow) {
        return raft().map(RaftState::configuration)
                .filter(servers -> !servers.isEmpty())
                .or(() -> leader.seen().flatMap(_ -> slow.configuration()));
    }

    /** This server's own entry in the Raft configuration. */
    public Optional<RaftServer> own(SlowObservation.Fresh slow) {
        return agent().flatMap(agent -> servers(slow).stream()
                .flatMap(List::stream)
                .filter(server -> server.id().equals(agent.id()))
                .findFirst());
    }

    /** Whether this server votes; absent unless both the configuration and this server's identity are known. */
    public Optional<Boolean> voter(SlowObservation.Fresh slow) {
        return agent().flatMap(_ -> servers(slow))
                .map(_ -> own(slow).filter(RaftServer::voter).isPresent());
    }

    /** Every kind of failure of this poll, once. */
    Stream<ConsulError.Cause> causes() {
        return Stream.concat(Stream.of(leader, peers, self), contact.stream())
                .map(ConsulResult::failure)
                .flatMap(Optional::stream)
                .map(ConsulError::cause)
                .distinct();
    }
}
