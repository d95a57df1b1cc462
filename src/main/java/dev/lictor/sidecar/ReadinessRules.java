package dev.lictor.sidecar;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Answer;
import dev.lictor.consul.Failure;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.sidecar.Readiness.Limits;
import dev.lictor.sidecar.Reason.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The rules of readiness: each objects to one thing. What Consul failed to tell is unknown, and unknown is not ready. */
final class ReadinessRules {
    /** Objects to an observation, or does not. */
    private interface Objection {
        Optional<String> to(Observation observation, Limits limits);
    }

    private record Ruling(Rule rule, Objection objection) {}

    private static final List<Ruling> RULES = List.of(
            new Ruling(Rule.LEADER_KNOWN, ReadinessRules::leaderKnown),
            new Ruling(Rule.STATE_TOLD, ReadinessRules::stateTold),
            new Ruling(Rule.STATE_FITS, ReadinessRules::stateFits),
            new Ruling(Rule.LEADER_HEARD, ReadinessRules::leaderHeard),
            new Ruling(Rule.VOTER, ReadinessRules::voter),
            new Ruling(Rule.LOG_APPLIED, ReadinessRules::logApplied));

    private ReadinessRules() {}

    static List<Reason> objections(Observation observation, Limits limits) {
        return RULES.stream()
                .flatMap(ruling ->
                        ruling
                                .objection()
                                .to(observation, limits)
                                .map(words -> new Reason(ruling.rule(), words))
                                .stream())
                .toList();
    }

    static List<Reason> unchecked(Observation observation) {
        var unchecked = new ArrayList<Reason>();
        forbidden(observation.self()).ifPresent(failure -> {
            unchecked.add(lacking(Rule.LEADER_HEARD, "whether the leader was heard recently", "agent:read", failure));
            unchecked.add(lacking(Rule.LOG_APPLIED, "whether the log is applied", "agent:read", failure));
            unchecked.add(lacking(Rule.VOTER, "whether this server votes", "agent:read", failure));
        });
        if (unchecked.isEmpty() && observation.voter().isEmpty()) {
            forbidden(observation.configuration())
                    .ifPresent(failure ->
                            unchecked.add(lacking(Rule.VOTER, "whether this server votes", "operator:read", failure)));
        }
        return unchecked;
    }

    private static Optional<String> leaderKnown(Observation observation, Limits limits) {
        return switch (observation.leader()) {
            case Answer.Failed<String>(Failure failure) -> Optional.of("status/leader: " + failure.words());
            case Answer.Seen<String>(String leader) ->
                leader.isEmpty() ? Optional.of("no leader is known") : Optional.empty();
        };
    }

    private static Optional<String> stateTold(Observation observation, Limits limits) {
        return switch (observation.self()) {
            case Answer.Failed<Agent>(Failure failure) -> untold(observation, "agent/self", failure);
            case Answer.Seen<Agent>(Agent agent) ->
                agent.raft().isEmpty() ? Optional.of("this agent is a client, no server") : Optional.empty();
        };
    }

    private static Optional<String> stateFits(Observation observation, Limits limits) {
        return observation.raft().flatMap(raft -> switch (raft.role()) {
            case RaftState.LEADER ->
                misnamed(observation, false)
                        .map(leader -> "this server leads, but status/leader names %s".formatted(leader));
            case RaftState.FOLLOWER ->
                misnamed(observation, true)
                        .map(leader -> "status/leader names this server, %s, which is a follower".formatted(leader));
            case RaftState.CANDIDATE -> Optional.of("this server is a candidate: it has lost its leader");
            default -> Optional.of("this server's Raft state is " + raft.role());
        });
    }

    /** The named leader, if it is or is not this server although it should not or should be. */
    private static Optional<String> misnamed(Observation observation, boolean own) {
        return observation
                .own()
                .map(RaftServer::address)
                .flatMap(address -> observation.knownLeader().filter(leader -> leader.equals(address) == own));
    }

    private static Optional<String> leaderHeard(Observation observation, Limits limits) {
        return observation.raft().filter(raft -> !raft.leads()).flatMap(raft -> {
            if (raft.lastContact().isEmpty()) {
                return Optional.of("no leader has ever been heard");
            }
            return raft.lastContact()
                    .filter(contact -> contact.compareTo(limits.maxLastContact()) > 0)
                    .map(contact -> "no leader has been heard for %s, more than %s"
                            .formatted(Readiness.text(contact), Readiness.text(limits.maxLastContact())));
        });
    }

    private static Optional<String> voter(Observation observation, Limits limits) {
        return switch (observation.configuration()) {
            case Answer.Failed<List<RaftServer>>(Failure failure)
            when !failure.forbidden() -> untold(observation, "operator/raft/configuration", failure);
            case Answer.Failed<List<RaftServer>> _, Answer.Seen<List<RaftServer>> _ ->
                observation
                        .voter()
                        .filter(votes -> !votes)
                        .map(_ -> observation
                                .own()
                                .map(_ -> "this server is in the Raft configuration, but does not vote yet")
                                .orElse("this server is not in the Raft configuration"));
        };
    }

    private static Optional<String> logApplied(Observation observation, Limits limits) {
        return observation
                .raft()
                .filter(raft -> raft.logLag() > limits.maxLogLag())
                .map(raft -> "%d committed log entries are not applied, more than %d"
                        .formatted(raft.logLag(), limits.maxLogLag()));
    }

    /** Not for lack of a right, and not twice what status/leader already failed of. */
    private static Optional<String> untold(Observation observation, String question, Failure failure) {
        return Stream.of(failure)
                .filter(told -> !told.forbidden())
                .filter(told -> !observation.leader().failure().equals(Optional.of(told)))
                .map(told -> question + ": " + told.words())
                .findFirst();
    }

    private static Optional<Failure> forbidden(Answer<?> answer) {
        return answer.failure().filter(Failure::forbidden);
    }

    private static Reason lacking(Rule rule, String what, String right, Failure failure) {
        return new Reason(rule, "%s: a token with %s would tell (%s)".formatted(what, right, failure.words()));
    }
}
