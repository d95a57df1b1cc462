package dev.lictor.sidecar.readiness;

import dev.lictor.consul.Agent;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.sidecar.observe.DataSpace;
import dev.lictor.sidecar.observe.LeaderLog;
import dev.lictor.sidecar.observe.LogLag;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.observe.SlowObservation;
import dev.lictor.sidecar.observe.StalledReplication;
import dev.lictor.sidecar.readiness.Readiness.Limits;
import dev.lictor.sidecar.readiness.Reason.Rule;
import dev.lictor.sidecar.readiness.RuleResult.Broken;
import dev.lictor.sidecar.readiness.RuleResult.Unchecked;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The rules of readiness: each objects to one thing. What Consul failed to tell is unknown, and unknown is not ready. */
final class ReadinessRules {
    private final Observation observation;
    private final SlowObservation.Believed inspected;
    private final Optional<StalledReplication> standstill;
    private final Optional<String> refused;
    private final Limits limits;

    private ReadinessRules(
            Observation observation,
            SlowObservation.Believed inspected,
            Optional<StalledReplication> standstill,
            Optional<String> refused,
            Limits limits) {
        this.observation = observation;
        this.inspected = inspected;
        this.standstill = standstill;
        this.refused = refused;
        this.limits = limits;
    }

    static Map<Rule, RuleResult> verdicts(
            Observation observation,
            SlowObservation.Believed inspected,
            Optional<StalledReplication> standstill,
            Optional<String> refused,
            Limits limits) {
        var rules = new ReadinessRules(observation, inspected, standstill, refused, limits);
        var verdicts = new EnumMap<Rule, RuleResult>(Rule.class);
        verdicts.put(Rule.LEADER_KNOWN, rules.leaderKnown());
        verdicts.put(Rule.STATE_KNOWN, rules.stateKnown());
        verdicts.put(Rule.STATE_CONSISTENT, rules.stateConsistent());
        verdicts.put(Rule.LEADER_HEARD, rules.leaderHeard());
        verdicts.put(Rule.VOTER, rules.voter());
        verdicts.put(Rule.LOG_APPLIED, rules.logApplied());
        verdicts.put(Rule.LOG_STORED, rules.logStored());
        return verdicts;
    }

    private RuleResult leaderKnown() {
        return switch (observation.leader()) {
            case ConsulResult.Failed<String>(ConsulError failure) -> new Broken("status/leader: " + failure.words());
            case ConsulResult.Seen<String>(String leader) ->
                leader.isEmpty() ? new Broken(because("no leader is known")) : RuleResult.KEPT;
        };
    }

    /** One answer that is late does no harm: what was told before is still believed. */
    private RuleResult stateKnown() {
        if (observation.raft().isPresent()) {
            return RuleResult.KEPT;
        }
        if (observation.agent().isPresent()) {
            return new Broken("this agent is a client, no server");
        }
        return untold("agent/self", observation.self(), "role, log and vote: a token with agent:read would tell");
    }

    private RuleResult stateConsistent() {
        return observation
                .raft()
                .map(raft -> switch (raft.role()) {
                    case RaftState.LEADER ->
                        misnamed(false)
                                .map(leader -> "this server leads, but status/leader names %s".formatted(leader));
                    case RaftState.FOLLOWER ->
                        misnamed(true)
                                .map(leader ->
                                        "status/leader names this server, %s, which is a follower".formatted(leader));
                    case RaftState.CANDIDATE -> Optional.of("this server is a candidate: it has lost its leader");
                    default -> Optional.of("this server's Raft state is " + raft.role());
                })
                .map(ReadinessRules::brokenIf)
                .orElse(RuleResult.UNTOLD);
    }

    /** The named leader, if it is or is not this server although it should not or should be. */
    private Optional<String> misnamed(boolean own) {
        return observation
                .own(inspected)
                .map(RaftServer::address)
                .flatMap(address -> observation.knownLeader().filter(leader -> leader.equals(address) == own));
    }

    private RuleResult leaderHeard() {
        if (observation.raft().filter(RaftState::leads).isPresent()) {
            return brokenIf(observation.contact().flatMap(ConsulResult::failure).map(ReadinessRules::unconfirmed));
        }
        var contact = observation.lastContact();
        if (contact.isPresent()) {
            return brokenIf(contact.filter(ago -> ago.compareTo(limits.maxLastContact()) > 0)
                    .map(ago -> "no leader has been heard for %s, more than %s"
                            .formatted(Readiness.text(ago), Readiness.text(limits.maxLastContact()))));
        }
        return observation.raft().isPresent()
                ? new Broken("no leader has ever been heard")
                : observation
                        .contact()
                        .map(answer -> untold(
                                "health/node",
                                answer,
                                "whether the leader was heard recently: a token with agent:read would tell"))
                        .orElse(RuleResult.UNTOLD);
    }

    /** A leader whose disk hangs says for good that it leads, and takes no write. */
    private static String unconfirmed(ConsulError failure) {
        return "this server leads, but does not get a majority to confirm it: %s; its disk or its peers may hang"
                .formatted(failure.words());
    }

    private RuleResult voter() {
        if (observation.raft().isEmpty()) {
            return RuleResult.UNTOLD;
        }
        return observation
                .voter(inspected)
                .<RuleResult>map(votes -> votes ? brokenIf(elsewhere()) : new Broken(voteless()))
                .orElse(new Broken("no Raft configuration is known"));
    }

    /**
     * One that came back at another address has the configuration of before until its peers write to its log again: they may have
     * removed it, and let it vote anew only after a while.
     */
    private Optional<String> elsewhere() {
        return observation
                .own(inspected)
                .map(RaftServer::address)
                .flatMap(before -> observation
                        .agent()
                        .flatMap(Agent::address)
                        .filter(now -> !now.equals(before))
                        .map(now -> "the Raft configuration has this server at %s, and it is at %s now"
                                .formatted(before, now)));
    }

    private String voteless() {
        return observation.own(inspected).isPresent()
                ? "this server is in the Raft configuration, but does not vote yet"
                : because("this server is not in the Raft configuration");
    }

    /** Raft learns from gossip who there is: why a server is not let in there comes before what follows from it. */
    private String because(String consequence) {
        return refused.map(
                        why -> "this server could not join its peers in gossip (%s), so %s".formatted(why, consequence))
                .orElse(consequence);
    }

    private RuleResult logApplied() {
        return LogLag.of(observation, inspected)
                .map(lag -> brokenIf(Optional.of(lag)
                        .filter(entries -> entries > limits.maxLogLag())
                        .map(entries -> "%d log entries of the leader are not applied, more than %d"
                                .formatted(entries, limits.maxLogLag()))
                        .or(this::nothingOfTheLeader)))
                .orElse(RuleResult.UNTOLD);
    }

    /**
     * A leader's first entry is of its own term (Raft, section 8), and heartbeats come before entries: for up to 10 s if the leader has
     * tried in vain for long. Until then nobody has told this server how much it lacks.
     */
    private Optional<String> nothingOfTheLeader() {
        return observation
                .raft()
                .filter(raft -> raft.role().equals(RaftState.FOLLOWER) && raft.lastTerm() < raft.term())
                .filter(_ -> observation.knownLeader().isPresent())
                .map(raft -> "this server's log ends in term %d, and it has nothing of the leader of term %d yet"
                        .formatted(raft.lastTerm(), raft.term()));
    }

    /**
     * One that stores nothing, as on a full disk, may be little behind where little is written, and is heard by its leader all the same.
     * Low room alone is no reason: servers may share a disk, and those that still store must go on.
     */
    private RuleResult logStored() {
        if (observation.raft().isEmpty()) {
            return RuleResult.UNTOLD;
        }
        if (observation.raft().filter(RaftState::leads).isPresent()
                || LeaderLog.lastIndex(observation, inspected).isPresent()) {
            return brokenIf(standstill
                    .filter(StalledReplication::tooLong)
                    .map(still ->
                            "this server's log has got no further than entry %d for %s, and its leader has had entry %d all the while; %s"
                                    .formatted(still.stored(), Readiness.text(still.lasts()), still.wanted(), disk())));
        }
        return inspected.autopilotHidden()
                ? new Unchecked(
                        "whether its log stands still, as on a full disk: a token with operator:read would tell")
                : RuleResult.UNTOLD; // autopilot has not told yet, or of no leader or an earlier one
    }

    private String disk() {
        return inspected
                .space()
                .filter(DataSpace::low)
                .map(space -> "its disk seems to be full, %s: enlarge the volume or make room".formatted(space.words()))
                .orElse("its disk may be full or hang: Consul's log says why");
    }

    /** Broken, but neither for lack of a right nor by what status/leader has already failed of. */
    private RuleResult untold(String question, ConsulResult<?> answer, String lacking) {
        return answer.failure()
                .filter(failure ->
                        observation.leader().failure().filter(failure::isLike).isEmpty())
                .<RuleResult>map(failure -> failure.forbidden()
                        ? new Unchecked("%s (%s)".formatted(lacking, failure.words()))
                        : new Broken(question + ": " + failure.words()))
                .orElse(RuleResult.UNTOLD);
    }

    private static RuleResult brokenIf(Optional<String> objection) {
        return objection.<RuleResult>map(Broken::new).orElse(RuleResult.KEPT);
    }
}
