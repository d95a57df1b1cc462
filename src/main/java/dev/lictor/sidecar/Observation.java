package dev.lictor.sidecar;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Answer;
import dev.lictor.consul.Failure;
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
 * @param took until the last answer or the time limit
 */
public record Observation(
        Instant at,
        Duration took,
        Answer<String> leader,
        Answer<List<String>> peers,
        Answer<Agent> self,
        Answer<List<RaftServer>> configuration,
        CertificateExpiry certificates) {

    /** The address that this server believes to be the leader's; empty if it knows none or did not say. */
    public Optional<String> knownLeader() {
        return leader.seen().filter(address -> !address.isEmpty());
    }

    public Optional<RaftState> raft() {
        return self.seen().flatMap(Agent::raft);
    }

    /**
     * The Raft configuration, from {@code agent/self} if the token does not allow to ask for it. A configuration that Consul failed to
     * tell is not replaced: it has a reason.
     */
    public Optional<List<RaftServer>> servers() {
        boolean forbidden = configuration.failure().filter(Failure::forbidden).isPresent();
        return forbidden ? raft().map(RaftState::configuration) : configuration.seen();
    }

    /** This server's own entry in the Raft configuration. */
    public Optional<RaftServer> own() {
        return self.seen()
                .flatMap(agent -> servers().stream()
                        .flatMap(List::stream)
                        .filter(server -> server.id().equals(agent.id()))
                        .findFirst());
    }

    /** Whether this server votes; absent unless both the configuration and this server's identity are known. */
    public Optional<Boolean> voter() {
        return self.seen().isPresent() && servers().isPresent()
                ? Optional.of(own().filter(RaftServer::voter).isPresent())
                : Optional.empty();
    }

    /** Every kind of failure of this poll, once. */
    Stream<Failure.Cause> causes() {
        return Stream.of(leader, peers, self, configuration)
                .map(Answer::failure)
                .flatMap(Optional::stream)
                .map(Failure::cause)
                .distinct();
    }
}
