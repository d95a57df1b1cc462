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
 * The result of one poll. Each part is an answer or the reason why there is none. Immutable.
 *
 * @param at when the poll began, so that no answer is taken for newer than it is
 * @param leader from agent/self if that answered in time, otherwise from status/leader
 * @param contact absent if agent/self reported it or no leader is known, because then it is not requested; on a leader, the answer that
 *     a majority confirmed
 * @param agentSample the answer of agent/self in this poll or, if it did not answer in time, the last one that is not too old
 * @param took time until the last answer or the time limit
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

    /** The leader's Raft address as this server reports it; empty if it knows no leader or did not answer. */
    public Optional<String> knownLeader() {
        return leader.seen().filter(address -> !address.isEmpty());
    }

    /** The state of this server's Raft; unknown if the server does not answer who leads. */
    public Optional<RaftState> raft() {
        return agent().flatMap(Agent::raft);
    }

    public Optional<Agent> agent() {
        return agentSample.filter(_ -> leader.seen().isPresent()).map(AgentSample::agent);
    }

    /**
     * Time since this server heard its leader, as of the poll; zero on the leader. To an earlier answer of agent/self its age is added:
     * the server may have heard the leader again since, so the sum is an upper bound.
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
     * The Raft configuration of this server: from agent/self or, if that is not readable, from the last answer of raft/configuration.
     * Unknown if the server does not answer who leads.
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

    /** Every cause of failure in this poll, each once. */
    Stream<ConsulError.Cause> causes() {
        return Stream.concat(Stream.of(leader, peers, self), contact.stream())
                .map(ConsulResult::failure)
                .flatMap(Optional::stream)
                .map(ConsulError::cause)
                .distinct();
    }
}
