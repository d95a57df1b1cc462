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
import dev.lictor.sidecar.readiness.RuleResult.Fail;
import dev.lictor.sidecar.readiness.RuleResult.Forbidden;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The readiness rules. Each checks one condition. What Consul did not report is unknown, and a server with unknown state is not ready. */
final class ReadinessRules {
    private final Observation observation;
    private final SlowObservation.Fresh slow;
    private final Optional<StalledReplication> stalled;
    private final Optional<String> refused;
    private final Limits limits;

    private ReadinessRules(
            Observation observation,
            SlowObservation.Fresh slow,
            Optional<StalledReplication> stalled,
            Optional<String> refused,
            Limits limits) {
        this.observation = observation;
        this.slow = slow;
        this.stalled = stalled;
        this.refused = refused;
        this.limits = limits;
    }

    static Map<Rule, RuleResult> results(
            Observation observation,
            SlowObservation.Fresh slow,
            Optional<StalledReplication> stalled,
            Optional<String> refused,
            Limits limits) {
        var rules = new ReadinessRules(observation, slow, stalled, refused, limits);
        var results = new EnumMap<Rule, RuleResult>(Rule.class);
        results.put(Rule.LEADER_KNOWN, rules.leaderKnown());
        results.put(Rule.STATE_KNOWN, rules.stateKnown());
        results.put(Rule.STATE_CONSISTENT, rules.stateConsistent());
        results.put(Rule.LEADER_HEARD, rules.leaderHeard());
        results.put(Rule.VOTER, rules.voter());
        results.put(Rule.LOG_APPLIED, rules.logApplied());
        results.put(Rule.LOG_STORED, rules.logStored());
        return results;
    }

    private RuleResult leaderKnown() {
        return switch (observation.leader()) {
            case ConsulResult.Failed<String>(ConsulError failure) -> new Fail("status/leader: " + failure.words());
            case ConsulResult.Seen<String>(String leader) ->
                leader.isEmpty() ? new Fail(because("no leader is known")) : RuleResult.PASS;
        };
    }

    /** One late answer does no harm: the last answer of agent/self stays valid until it is too old. */
    private RuleResult stateKnown() {
        if (observation.raft().isPresent()) {
            return RuleResult.PASS;
        }
        if (observation.agent().isPresent()) {
            return new Fail("this agent is a client, no server");
        }
        return unanswered("agent/self", observation.self(), "role, log and vote: needs a token with agent:read");
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
                .map(ReadinessRules::failIf)
                .orElse(RuleResult.UNKNOWN);
    }

    /** The named leader if it contradicts this server's role. */
    private Optional<String> misnamed(boolean own) {
        return observation
                .own(slow)
                .map(RaftServer::address)
                .flatMap(address -> observation.knownLeader().filter(leader -> leader.equals(address) == own));
    }

    private RuleResult leaderHeard() {
        if (observation.raft().filter(RaftState::leads).isPresent()) {
            return failIf(observation.contact().flatMap(ConsulResult::failure).map(ReadinessRules::unconfirmed));
        }
        var contact = observation.lastContact();
        if (contact.isPresent()) {
            return failIf(contact.filter(ago -> ago.compareTo(limits.maxLastContact()) > 0)
                    .map(ago -> "no leader has been heard for %s, more than %s"
                            .formatted(Readiness.text(ago), Readiness.text(limits.maxLastContact()))));
        }
        return observation.raft().isPresent()
                ? new Fail("no leader has ever been heard")
                : observation
                        .contact()
                        .map(answer -> unanswered(
                                "health/node",
                                answer,
                                "whether the leader was heard recently: needs a token with agent:read"))
                        .orElse(RuleResult.UNKNOWN);
    }

    /** A leader whose disk hangs reports permanently that it leads, but accepts no write. */
    private static String unconfirmed(ConsulError failure) {
        return "this server leads, but does not get a majority to confirm it: %s; its disk or its peers may hang"
                .formatted(failure.words());
    }

    private RuleResult voter() {
        if (observation.raft().isEmpty()) {
            return RuleResult.UNKNOWN;
        }
        return observation
                .voter(slow)
                .<RuleResult>map(votes -> votes ? failIf(elsewhere()) : new Fail(voteless()))
                .orElse(new Fail("no Raft configuration is known"));
    }

    /**
     * A server that came back at another address keeps the old configuration until its peers write to its log again. Its peers may have
     * removed it, and then let it vote again only after a while.
     */
    private Optional<String> elsewhere() {
        return observation
                .own(slow)
                .map(RaftServer::address)
                .flatMap(before -> observation
                        .agent()
                        .flatMap(Agent::address)
                        .filter(now -> !now.equals(before))
                        .map(now -> "the Raft configuration has this server at %s, and it is at %s now"
                                .formatted(before, now)));
    }

    private String voteless() {
        return observation.own(slow).isPresent()
                ? "this server is in the Raft configuration, but does not vote yet"
                : because("this server is not in the Raft configuration");
    }

    /** Raft learns the servers from gossip, so a refusal by gossip is reported first as the cause. */
    private String because(String consequence) {
        return refused.map(
                        why -> "this server could not join its peers in gossip (%s), so %s".formatted(why, consequence))
                .orElse(consequence);
    }

    private RuleResult logApplied() {
        return LogLag.of(observation, slow)
                .map(lag -> failIf(Optional.of(lag)
                        .filter(entries -> entries > limits.maxLogLag())
                        .map(entries -> "%d log entries of the leader are not applied, more than %d"
                                .formatted(entries, limits.maxLogLag()))
                        .or(this::nothingOfTheLeader)))
                .orElse(RuleResult.UNKNOWN);
    }

    /**
     * A leader's first entry is of its own term (Raft, section 8), and heartbeats arrive before entries: up to 10 s earlier if the leader
     * has retried for long. Until that entry arrives this server does not know how much it lacks.
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
     * A server that stores nothing, as on a full disk, may be only a little behind while few entries are written, and still hears its leader.
     * Low space alone fails no rule: servers may share a disk, and a server that still stores entries must stay ready.
     */
    private RuleResult logStored() {
        if (observation.raft().isEmpty()) {
            return RuleResult.UNKNOWN;
        }
        if (observation.raft().filter(RaftState::leads).isPresent()
                || LeaderLog.lastIndex(observation, slow).isPresent()) {
            return failIf(stalled.filter(StalledReplication::tooLong)
                    .map(still ->
                            "this server's log has got no further than entry %d for %s, and its leader has had entry %d all the while; %s"
                                    .formatted(still.stored(), Readiness.text(still.lasts()), still.wanted(), disk())));
        }
        return slow.autopilotHidden()
                ? new Forbidden("whether its log stands still, as on a full disk: needs a token with operator:read")
                : RuleResult.UNKNOWN; // autopilot has not reported yet, or has reported no leader or an earlier leader
    }

    private String disk() {
        return slow.space()
                .filter(DataSpace::low)
                .map(space -> "its disk seems to be full, %s: enlarge the volume or make room".formatted(space.words()))
                .orElse("its disk may be full or hang: Consul's log says why");
    }

    /** Fails, unless a permission is missing, or the request failed for the same cause as status/leader, which is already reported. */
    private RuleResult unanswered(String question, ConsulResult<?> answer, String lacking) {
        return answer.failure()
                .filter(failure ->
                        observation.leader().failure().filter(failure::isLike).isEmpty())
                .<RuleResult>map(failure -> failure.forbidden()
                        ? new Forbidden("%s (%s)".formatted(lacking, failure.words()))
                        : new Fail(question + ": " + failure.words()))
                .orElse(RuleResult.UNKNOWN);
    }

    private static RuleResult failIf(Optional<String> reason) {
        return reason.<RuleResult>map(Fail::new).orElse(RuleResult.PASS);
    }
}
