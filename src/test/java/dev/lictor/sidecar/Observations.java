package dev.lictor.sidecar;

import dev.lictor.consul.Agent;
import dev.lictor.consul.Answer;
import dev.lictor.consul.Answer.Seen;
import dev.lictor.consul.Failure;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Observations for tests: a healthy server of three, and what may be wrong with it. */
public record Observations(
        Instant at,
        Answer<String> leader,
        Answer<List<String>> peers,
        Optional<String> raftRole,
        Optional<Duration> lastContact,
        long lag,
        Optional<Failure> self,
        Answer<List<RaftServer>> configuration,
        CertificateExpiry certificates) {

    public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final String OWN = "127.0.0.11:8300";
    static final String OTHER = "127.0.0.10:8300";
    private static final Readiness.Limits LIMITS =
            new Readiness.Limits(Duration.ofSeconds(3), Duration.ofMillis(500), 1000);
    private static final List<RaftServer> THREE = List.of(
            new RaftServer("id-0", OTHER, true),
            new RaftServer("id-1", OWN, true),
            new RaftServer("id-2", "127.0.0.12:8300", true));

    public static Observations follower() {
        return new Observations(
                NOW,
                new Seen<>(OTHER),
                new Seen<>(THREE.stream().map(RaftServer::address).toList()),
                Optional.of(RaftState.FOLLOWER),
                Optional.of(Duration.ofMillis(25)),
                0,
                Optional.empty(),
                new Seen<>(THREE),
                CertificateExpiry.UNKNOWN);
    }

    public static Observations leads() {
        return follower().role(RaftState.LEADER).leader(OWN).lastContact(Duration.ZERO);
    }

    Observations leader(String address) {
        return leader(new Seen<>(address));
    }

    public Observations leader(Answer<String> answer) {
        return new Observations(at, answer, peers, raftRole, lastContact, lag, self, configuration, certificates);
    }

    public Observations peers(Answer<List<String>> answer) {
        return new Observations(at, leader, answer, raftRole, lastContact, lag, self, configuration, certificates);
    }

    Observations role(String role) {
        return new Observations(
                at, leader, peers, Optional.of(role), lastContact, lag, self, configuration, certificates);
    }

    Observations clientAgent() {
        return new Observations(
                at, leader, peers, Optional.empty(), lastContact, lag, self, configuration, certificates);
    }

    Observations lastContact(Duration contact) {
        return new Observations(
                at, leader, peers, raftRole, Optional.of(contact), lag, self, configuration, certificates);
    }

    public Observations neverHeard() {
        return new Observations(at, leader, peers, raftRole, Optional.empty(), lag, self, configuration, certificates);
    }

    public Observations lag(long entries) {
        return new Observations(at, leader, peers, raftRole, lastContact, entries, self, configuration, certificates);
    }

    public Observations self(Failure failure) {
        return new Observations(
                at, leader, peers, raftRole, lastContact, lag, Optional.of(failure), configuration, certificates);
    }

    public Observations configuration(Answer<List<RaftServer>> answer) {
        return new Observations(at, leader, peers, raftRole, lastContact, lag, self, answer, certificates);
    }

    Observations configuration(RaftServer... servers) {
        return configuration(new Seen<>(List.of(servers)));
    }

    public Observations certificates(CertificateExpiry expiry) {
        return new Observations(at, leader, peers, raftRole, lastContact, lag, self, configuration, expiry);
    }

    Observations at(Instant instant) {
        return new Observations(instant, leader, peers, raftRole, lastContact, lag, self, configuration, certificates);
    }

    /** Nothing but failures. */
    public static Observations failed(Failure failure) {
        return follower()
                .leader(new Answer.Failed<>(failure))
                .peers(new Answer.Failed<>(failure))
                .self(failure)
                .configuration(new Answer.Failed<>(failure));
    }

    public Observation made() {
        var raft = raftRole.map(role -> new RaftState(role, 7, lastContact, 100 + lag, 100, THREE));
        Answer<Agent> agent = self.<Answer<Agent>>map(Answer.Failed::new)
                .orElseGet(() -> new Seen<>(new Agent("consul-1", "id-1", "1.22.7", raft)));
        return new Observation(at, Duration.ofMillis(12), leader, peers, agent, configuration, certificates);
    }

    /** Of a sidecar that has not asked anything yet. */
    public static Picture unasked() {
        return new Picture(NOW, Optional.empty(), Tally.NONE, Readiness.of(Optional.empty(), NOW, LIMITS), true);
    }

    public Picture picture() {
        return picture(NOW.plusMillis(300));
    }

    public Picture picture(Instant now) {
        var observation = made();
        return new Picture(
                now,
                Optional.of(observation),
                Tally.NONE.plus(observation),
                Readiness.of(Optional.of(observation), now, LIMITS),
                true);
    }
}
