package dev.lictor.testing;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Autopilot;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.ConsulResult.Failed;
import dev.lictor.consul.ConsulResult.Seen;
import dev.lictor.consul.Gossip;
import dev.lictor.consul.GossipRing;
import dev.lictor.consul.LeaderContact;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.consul.ServerHealth;
import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.observe.AgentSample;
import dev.lictor.sidecar.observe.CertificateExpiry;
import dev.lictor.sidecar.observe.DataSpace;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.observe.PollCounters;
import dev.lictor.sidecar.observe.SlowObservation;
import dev.lictor.sidecar.observe.StalledReplication;
import dev.lictor.sidecar.readiness.Readiness;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Observations for tests: one healthy server of three, and variants with faults. Immutable. */
public final class Observations {
    public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    public static final String OWN = "127.0.0.11:8300";
    public static final String OTHER = "127.0.0.10:8300";
    public static final String THIRD = "127.0.0.12:8300";
    private static final List<RaftServer> THREE = List.of(
            new RaftServer("id-0", OTHER, true),
            new RaftServer("id-1", OWN, true),
            new RaftServer("id-2", THIRD, true));
    private static final Readiness.Limits LIMITS =
            new Readiness.Limits(Duration.ofSeconds(3), Duration.ofMillis(500), 1000);

    private Instant at = NOW;
    private ConsulResult<String> leader = new Seen<>(OTHER);
    private ConsulResult<LeaderContact> contact = new Seen<>(new LeaderContact(true, Duration.ofMillis(25)));
    private ConsulResult<List<String>> peers =
            new Seen<>(THREE.stream().map(RaftServer::address).toList());
    private Optional<String> role = Optional.of(RaftState.FOLLOWER);
    private Optional<Duration> lastContact = Optional.of(Duration.ofMillis(25));
    private long lag;
    private long stored = 100;
    private long lastTerm = 7;
    private long term = 7;
    private Optional<StalledReplication> stalled = Optional.empty();
    private String address = OWN;
    private List<RaftServer> configuration = THREE;
    private Optional<ConsulError> self = Optional.empty();
    private Optional<Duration> toldBefore = Optional.empty();
    private CertificateExpiry certificates = CertificateExpiry.UNKNOWN;
    private SlowObservation.Fresh slow = SlowObservation.Fresh.NOTHING;

    private Observations() {}

    public static Observations follower() {
        return new Observations();
    }

    public static Observations leads() {
        return follower().role(RaftState.LEADER).leader(OWN).lastContact(Duration.ZERO);
    }

    /** All requests failed. */
    public static Observations failed(ConsulError failure) {
        return follower()
                .leader(new Failed<>(failure))
                .contact(new Failed<>(failure))
                .peers(new Failed<>(failure))
                .self(failure);
    }

    public Observations leader(String address) {
        return leader(new Seen<>(address));
    }

    public Observations leader(ConsulResult<String> answer) {
        return with(copy -> copy.leader = answer);
    }

    public Observations contact(ConsulResult<LeaderContact> answer) {
        return with(copy -> copy.contact = answer);
    }

    public Observations peers(ConsulResult<List<String>> answer) {
        return with(copy -> copy.peers = answer);
    }

    public Observations role(String raftRole) {
        return with(copy -> copy.role = Optional.of(raftRole));
    }

    public Observations clientAgent() {
        return with(copy -> copy.role = Optional.empty());
    }

    /** The Raft configuration and autopilot report the same. */
    public Observations lastContact(Duration ago) {
        return with(copy -> {
            copy.contact = new Seen<>(new LeaderContact(true, ago));
            copy.lastContact = Optional.of(ago);
        });
    }

    /** Requests that allow stale answers fail. */
    public Observations neverHeard() {
        return with(copy -> {
            copy.contact = new Failed<>(new ConsulError(ConsulError.Cause.TIMEOUT, "no answer within 900 ms"));
            copy.lastContact = Optional.empty();
        });
    }

    public Observations lag(long entries) {
        return with(copy -> copy.lag = entries);
    }

    /** Of the last entry; the leader's is 7. */
    public Observations lastTerm(long term) {
        return with(copy -> copy.lastTerm = term);
    }

    public Observations term(long raftTerm) {
        return with(copy -> copy.term = raftTerm);
    }

    /** The last entry of its log. */
    public Observations stored(long index) {
        return with(copy -> copy.stored = index);
    }

    public Observations stalled(StalledReplication still) {
        return with(copy -> copy.stalled = Optional.of(still));
    }

    public Observations space(long free, long size) {
        return with(copy -> copy.slow = new SlowObservation.Fresh(
                slow.gossip(),
                slow.autopilot(),
                slow.configuration(),
                slow.gossipRing(),
                slow.served(),
                Optional.of(new DataSpace(free, size)),
                false,
                false,
                List.of()));
    }

    public Observations address(String own) {
        return with(copy -> copy.address = own);
    }

    public Observations self(ConsulError failure) {
        return with(copy -> copy.self = Optional.of(failure));
    }

    /** The agent sample of an earlier poll has not expired. */
    public Observations toldBefore(Duration ago) {
        return with(copy -> copy.toldBefore = Optional.of(ago));
    }

    public Observations configuration(RaftServer... servers) {
        return with(copy -> copy.configuration = List.of(servers));
    }

    public Observations certificates(CertificateExpiry expiry) {
        return with(copy -> copy.certificates = expiry);
    }

    public Observations at(Instant instant) {
        return with(copy -> copy.at = instant);
    }

    public Observations members(Member... members) {
        return slow(List.of(members), slow.autopilot(), slow.gossipRing(), slow.served());
    }

    /** Autopilot's answer: all three servers are alive. */
    public Observations members() {
        return members(
                member("consul-0", 1, "id-0", OTHER),
                member("consul-1", 1, "id-1", OWN),
                member("consul-2", 1, "id-2", THIRD));
    }

    public static Member member(String name, int status, String id, String address) {
        return new Member(
                name, address.replace(":8300", ":8301"), "dc1", status, Optional.of(new Member.Server(id, address)));
    }

    /** Autopilot reports the leader only. */
    public Observations autopilot(boolean healthy, int failureTolerance, long leaderIndex) {
        return autopilot(healthy, failureTolerance, told("0", true, Duration.ZERO, leaderIndex));
    }

    public Observations autopilot(boolean healthy, int failureTolerance, ServerHealth... servers) {
        return slow(
                slow.members().orElse(List.of()),
                Optional.of(new Autopilot(healthy, failureTolerance, List.of(servers))),
                slow.gossipRing(),
                slow.served());
    }

    /** The entry of autopilot for a server that is alive. */
    public static ServerHealth told(String ordinal, boolean leads, Duration lastContact, long lastIndex) {
        return new ServerHealth(
                "id-" + ordinal, "consul-" + ordinal, true, true, true, leads, Optional.of(lastContact), lastIndex);
    }

    /** The token has no right to read gossip or autopilot. */
    public Observations hidden() {
        return with(copy -> copy.slow = new SlowObservation.Fresh(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                true,
                List.of()));
    }

    public Observations gossipRing(int members, Integer... holders) {
        return slow(
                slow.members().orElse(List.of()),
                slow.autopilot(),
                Optional.of(new GossipRing(members, List.of(holders))),
                slow.served());
    }

    public Observations served(X509Certificate certificate) {
        return slow(slow.members().orElse(List.of()), slow.autopilot(), slow.gossipRing(), Optional.of(certificate));
    }

    public Observations inspectedConfiguration(RaftServer... servers) {
        return with(copy -> copy.slow = new SlowObservation.Fresh(
                slow.gossip(),
                slow.autopilot(),
                Optional.of(List.of(servers)),
                slow.gossipRing(),
                slow.served(),
                slow.space(),
                false,
                false,
                List.of()));
    }

    public Observation made() {
        var raft = role.map(word -> new RaftState(
                leader.seen().orElse(""), word, term, stored, lastTerm, 0, lastContact, 100 + lag, 100, configuration));
        var agent = new Agent("consul-1", "id-1", "1.22.7", raft.map(_ -> address), raft, Optional.of(true));
        ConsulResult<Agent> answer = self.<ConsulResult<Agent>>map(Failed::new).orElseGet(() -> new Seen<>(agent));
        var told = answer.seen()
                .map(seen -> new AgentSample(at, seen))
                .or(() -> toldBefore.map(ago -> new AgentSample(at.minus(ago), agent)));
        var named = leader.seen().filter(address -> !address.isEmpty());
        return new Observation(
                at, Duration.ofMillis(12), leader, named.map(_ -> contact), peers, answer, told, certificates);
    }

    public SlowObservation.Fresh fresh() {
        return slow;
    }

    public Readiness judged(Instant now) {
        return Readiness.of(Optional.of(made()), slow, stalled, Optional.empty(), now, LIMITS);
    }

    /** The observation of a sidecar before its first poll. */
    public static MonitorState unasked() {
        var nothing = SlowObservation.Fresh.NOTHING;
        return new MonitorState(
                NOW,
                Optional.empty(),
                nothing,
                PollCounters.NONE,
                Readiness.of(Optional.empty(), nothing, Optional.empty(), Optional.empty(), NOW, LIMITS));
    }

    public MonitorState state() {
        return state(NOW.plusMillis(300));
    }

    public MonitorState state(Instant now) {
        var observation = made();
        return new MonitorState(now, Optional.of(observation), slow, PollCounters.NONE.plus(observation), judged(now));
    }

    private Observations slow(
            List<Member> members,
            Optional<Autopilot> autopilot,
            Optional<GossipRing> ring,
            Optional<X509Certificate> served) {
        return with(copy -> copy.slow = new SlowObservation.Fresh(
                Optional.of(members)
                        .filter(known -> !known.isEmpty())
                        .map(known -> new Gossip(
                                known,
                                known.stream().filter(member -> !member.left()).count())),
                autopilot,
                slow.configuration(),
                ring,
                served,
                slow.space(),
                false,
                false,
                List.of()));
    }

    private Observations with(Consumer<Observations> change) {
        var copy = new Observations();
        copy.at = at;
        copy.leader = leader;
        copy.contact = contact;
        copy.peers = peers;
        copy.role = role;
        copy.lastContact = lastContact;
        copy.lag = lag;
        copy.stored = stored;
        copy.lastTerm = lastTerm;
        copy.term = term;
        copy.stalled = stalled;
        copy.address = address;
        copy.configuration = configuration;
        copy.self = self;
        copy.toldBefore = toldBefore;
        copy.certificates = certificates;
        copy.slow = slow;
        change.accept(copy);
        return copy;
    }
}
