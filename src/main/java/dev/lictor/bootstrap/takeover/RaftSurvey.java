package dev.lictor.bootstrap.takeover;

import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The answer of each server about itself. A server that hangs is ready in Kubernetes if it has no readiness probe.
 *
 * @param agents by the name of the pod
 * @param confirmed whether the leader answered a read that takes a majority
 */
public record RaftSurvey(Map<String, ConsulResult<Agent>> agents, ConsulResult<Boolean> confirmed) {
    /** A healthy leader contacts its followers about ten times a second; followers start an election after 5 s by default. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(2);
    /** Autopilot's default for an unhealthy server (max_trailing_logs). */
    private static final long MAX_LAG = 250;

    public RaftSurvey {
        agents = new TreeMap<>(agents);
    }

    /** Servers that cannot be relied on, by name, with the reason. */
    Map<String, String> unsound() {
        var leader = leader();
        var found = new LinkedHashMap<String, String>();
        agents.forEach((server, answer) -> {
            switch (answer) {
                case ConsulResult.Failed<Agent>(var why) ->
                    found.put(server, "does not say how its Raft is: " + why.words());
                case ConsulResult.Seen<Agent>(var agent) ->
                    problem(agent, leader).ifPresent(problem -> found.put(server, problem));
            }
        });
        return found;
    }

    private static Optional<String> problem(Agent agent, Optional<Agent> leader) {
        if (agent.raft().isEmpty()) {
            return Optional.of("runs Consul as a client and not as a server");
        }
        var raft = agent.raft().get();
        if (leader.isEmpty()) {
            return Optional.empty(); // reported once for all servers
        }
        var leading = leader.get().raft().orElseThrow();
        var peer = leading.configuration().stream()
                .filter(known -> known.id().equals(agent.id()))
                .findFirst();
        if (peer.isEmpty()) {
            return Optional.of("is no peer in the leader's Raft configuration");
        }
        if (!peer.get().voter()) {
            return Optional.of("has no vote");
        }
        if (raft.leads()) {
            return Optional.empty();
        }
        if (raft.lastContact().filter(ago -> ago.compareTo(MAX_SILENCE) <= 0).isEmpty()) {
            return Optional.of(raft.lastContact()
                    .map(ago -> "has not heard the leader for %d ms".formatted(ago.toMillis()))
                    .orElse("has never heard the leader"));
        }
        long lag = leading.commitIndex() - raft.appliedIndex();
        return lag > MAX_LAG ? Optional.of("is %d entries behind the leader".formatted(lag)) : Optional.empty();
    }

    /** Why no server may be removed, whichever it is. */
    Optional<String> problem() {
        var leaders = agents.entrySet().stream()
                .filter(entry -> leads(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (leaders.size() != 1) {
            return Optional.of(
                    leaders.isEmpty() ? "none of the servers leads" : String.join(" and ", leaders) + " both lead");
        }
        var strangers = strangers();
        long silent = agents.values().stream()
                .filter(answer -> answer.seen().isEmpty())
                .count();
        if (strangers.size() > silent) {
            return Optional.of("Raft has %d peers, and there are %d servers; none of them is the one at %s"
                    .formatted(strangers.size() + agents.size() - silent, agents.size(), String.join(", ", strangers)));
        }
        return confirmed
                .failure()
                .map(ConsulError::words)
                .map(why -> "%s leads, and did not answer a read that takes a majority: %s"
                        .formatted(leaders.getFirst(), why));
    }

    /** Addresses of peers that belong to no server that answers. */
    private List<String> strangers() {
        var known = agents.values().stream()
                .flatMap(answer -> answer.seen().stream())
                .map(Agent::id)
                .toList();
        return leader().flatMap(Agent::raft).stream()
                .flatMap(raft -> raft.configuration().stream())
                .filter(peer -> !known.contains(peer.id()))
                .map(RaftServer::address)
                .toList();
    }

    /** All problems, for the plan of a takeover. */
    public List<String> problems() {
        var found = new ArrayList<String>();
        unsound().forEach((server, why) -> found.add(server + " " + why));
        problem().ifPresent(found::add);
        return found;
    }

    /** The server that leads, if one does. */
    public Optional<String> leading() {
        return agents.entrySet().stream()
                .filter(entry -> leads(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Optional<Agent> leader() {
        return agents.values().stream()
                .filter(RaftSurvey::leads)
                .flatMap(answer -> answer.seen().stream())
                .findFirst();
    }

    private static boolean leads(ConsulResult<Agent> answer) {
        return answer.seen().flatMap(Agent::raft).filter(RaftState::leads).isPresent();
    }
}
