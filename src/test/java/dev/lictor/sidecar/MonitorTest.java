package dev.lictor.sidecar;

import static dev.lictor.testing.Observations.NOW;
import static dev.lictor.testing.Observations.OTHER;
import static dev.lictor.testing.Observations.OWN;
import static dev.lictor.testing.Observations.THIRD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.config.SettingsSource;
import dev.lictor.consul.Agent;
import dev.lictor.consul.Autopilot;
import dev.lictor.consul.ConsulApi;
import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.Gossip;
import dev.lictor.consul.GossipRing;
import dev.lictor.consul.LeaderContact;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.ServedCertificates;
import dev.lictor.consul.ServerHealth;
import dev.lictor.sidecar.observe.CertificateExpiry;
import dev.lictor.sidecar.observe.DataSpace;
import dev.lictor.sidecar.observe.Observation;
import dev.lictor.sidecar.observe.Observer;
import dev.lictor.sidecar.observe.RaftRole;
import dev.lictor.sidecar.observe.SlowPoller;
import dev.lictor.sidecar.readiness.Reason;
import dev.lictor.sidecar.readiness.Reason.Rule;
import dev.lictor.testing.Observations;
import dev.lictor.testing.TestCertificates;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonitorTest {
    private Instant now = NOW;
    private CertificateExpiry mounted = CertificateExpiry.UNKNOWN;
    private @Nullable Runnable ring;
    private Optional<String> refused = Optional.empty();
    private ConsulResult<DataSpace> space = new ConsulResult.Seen<>(new DataSpace(500_000_000, 1_000_000_000));
    private final List<String> log = new ArrayList<>();
    private final Scripted consul = new Scripted();
    private final Monitor monitor = new Monitor(
            new Observer(consul, () -> mounted, Duration.ofSeconds(3), Duration.ofMillis(900), () -> now, this::set),
            new SlowPoller(consul, consul, () -> CompletableFuture.completedStage(space), () -> now),
            () -> refused,
            SidecarSpec.of(SettingsSource.environmentOnly(Map.of()).read()),
            () -> now,
            log::add);

    @Test
    void nothingIsKnownBeforeTheFirstPollAndYetTheSidecarLives() {
        var state = monitor.state();

        assertThat(state.last()).isEmpty();
        assertThat(state.readiness().ready()).isFalse();
        assertThat(monitor.alive()).isTrue();
    }

    @Test
    void aPollIsSeenByReadersWhole() {
        consul.says(Observations.follower());
        monitor.poll();

        assertThat(monitor.state().readiness().ready()).isTrue();
        assertThat(monitor.state().pollCounters().polls()).isEqualTo(1);
    }

    @Test
    void aFailureIsObservedAndCountedOncePerPollAndCause() {
        consul.says(Observations.failed(new ConsulError(Cause.REFUSED, "Connection refused")));
        monitor.poll();
        monitor.poll();

        assertThat(monitor.state().pollCounters().polls()).isEqualTo(2);
        assertThat(monitor.state().pollCounters().failures())
                .containsEntry(Cause.REFUSED, 2L)
                .containsEntry(Cause.TIMEOUT, 0L);
        assertThat(monitor.alive()).isTrue();
    }

    @Test
    void aFollowerThatStoresNothingWhileItsLeaderGoesOnIsNotReady() {
        space = new ConsulResult.Seen<>(new DataSpace(0, 134_217_728));
        consul.says(Observations.follower());
        consul.autopilot = Observations.told("0", true, Duration.ZERO, 103);
        monitor.poll();
        monitor.pollSlowly();
        monitor.poll();
        for (int second = 1; second <= 9; second++) {
            now = NOW.plusSeconds(second);
            monitor.pollSlowly();
            monitor.poll();
            assertThat(monitor.state().readiness().ready()).isTrue();
        }

        now = NOW.plusSeconds(10);
        monitor.poll();

        assertThat(monitor.state().readiness().reasons())
                .containsExactly(
                        new Reason(
                                Reason.Rule.LOG_STORED,
                                "this server's log has got no further than entry 100 for 10.0 s, and its leader has had entry 103 all the while; its disk seems to be full, 0 MB of 134 MB are free: enlarge the volume or make room"));
    }

    @Test
    void aPollThatStillGoesOnIsNotJoinedByAnother() {
        consul.says(Observations.follower());
        var answer = consul.self;
        var held = new CompletableFuture<ConsulResult<Agent>>();
        consul.self = held;
        monitor.poll();
        monitor.poll();
        assertThat(monitor.state().last()).isEmpty();

        held.complete(answer.toCompletableFuture().join());

        assertThat(monitor.state().pollCounters().polls()).isEqualTo(1);
        monitor.poll();
        assertThat(monitor.state().pollCounters().polls()).isEqualTo(2);
    }

    @Test
    void aLoopThatStandsStillIsFirstNotReadyAndThenNotAlive() {
        consul.says(Observations.follower());
        monitor.poll();

        now = NOW.plusSeconds(4);
        assertThat(monitor.state().readiness().ready()).isFalse();
        assertThat(monitor.state().fresh()).isEmpty();
        assertThat(monitor.alive()).isTrue();

        now = NOW.plus(Duration.ofMillis(30_900));
        assertThat(monitor.alive()).isTrue();
        now = NOW.plus(Duration.ofMillis(30_901));
        assertThat(monitor.alive()).isFalse();
    }

    @Test
    void onlyChangesAreLogged() {
        consul.says(Observations.follower());
        monitor.poll();
        monitor.poll();
        consul.says(Observations.follower().lastContact(Duration.ofMillis(900)));
        monitor.poll();
        consul.says(Observations.follower().lastContact(Duration.ofMillis(1900)));
        monitor.poll();
        consul.says(Observations.follower().role("Candidate").leader("").lastContact(Duration.ofMillis(2900)));
        monitor.poll();
        consul.says(Observations.leads());
        monitor.poll();

        assertThat(log)
                .containsExactly(
                        "the leader is 127.0.0.10:8300",
                        "ready as follower",
                        "not ready: no leader has been heard for 900 ms, more than 500 ms",
                        "no leader is known any more",
                        "not ready: no leader is known; this server is a candidate: it has lost its leader; no leader has been heard for 2.9 s, more than 500 ms",
                        "the leader is 127.0.0.11:8300",
                        "ready as leader");
    }

    private void assertReasons(String... words) {
        assertThat(monitor.state().readiness().reasons())
                .extracting(Reason::words)
                .containsExactly(words);
    }

    /** A server that has no token to tell its role by. */
    private static Observations mayNotSay(Duration lastContact) {
        return Observations.follower()
                .self(new ConsulError(Cause.FORBIDDEN, "status 403: Permission denied"))
                .lastContact(lastContact);
    }

    @Test
    void aServerThatMayNotSayWhetherItLeadsIsAskedToConfirmItIfItSeemsTo() {
        consul.says(mayNotSay(Duration.ZERO));
        monitor.poll();
        assertThat(consul.confirmations).isEqualTo(1);
        assertThat(monitor.state().readiness().ready()).isTrue();

        consul.confirmation = Scripted.NEVER;
        monitor.checkLeader();
        assertReasons(
                "health/node: this server seems to lead, but gets no majority to confirm it: no answer within 900 ms");

        // What is no news costs no poll
        long polls = monitor.state().pollCounters().polls();
        monitor.checkLeader();
        assertThat(monitor.state().pollCounters().polls()).isEqualTo(polls);

        int asked = consul.confirmations;
        consul.says(mayNotSay(Duration.ofMillis(1)));
        monitor.poll();
        assertThat(consul.confirmations).isEqualTo(asked);
        assertThat(monitor.state().readiness().ready()).isTrue();
    }

    @Test
    void aFollowerThatSeemedToLeadOnceIsNotJudgedByItsLeader() {
        consul.says(mayNotSay(Duration.ZERO));
        consul.confirmation = Scripted.NEVER;
        consul.secondContact = Optional.of(new ConsulResult.Seen<>(new LeaderContact(true, Duration.ofMillis(3))));

        monitor.poll();

        assertThat(consul.confirmations).isEqualTo(1);
        assertThat(monitor.state().readiness().ready()).isTrue();
    }

    @Test
    void aServerThatSaysThatItFollowsIsNotAskedToConfirmThatItLeads() {
        consul.says(Observations.follower());
        monitor.poll();
        consul.contact = new ConsulResult.Seen<>(new LeaderContact(true, Duration.ZERO));

        monitor.checkLeader();

        assertThat(consul.confirmations).isZero();
    }

    @Test
    void aServerThatLeadsMustHaveAMajorityConfirmIt() {
        consul.says(Observations.leads());
        monitor.poll();
        monitor.checkLeader();
        assertThat(consul.confirmations).isEqualTo(2);
        assertThat(monitor.state().readiness().ready()).isTrue();

        consul.confirmation = Scripted.NEVER;
        monitor.checkLeader();
        assertReasons(
                "this server leads, but does not get a majority to confirm it: no answer within 900 ms; its disk or its peers may hang");
        assertThat(monitor.state().pollCounters().polls()).isEqualTo(2);

        // What is no news costs no poll
        monitor.checkLeader();
        assertThat(monitor.state().pollCounters().polls()).isEqualTo(2);

        int asked = consul.confirmations;
        consul.says(Observations.follower());
        monitor.poll();
        assertThat(consul.confirmations).isEqualTo(asked);
    }

    @Test
    void aServerThatTellsAllAtOnceIsAskedForNothingElse() {
        consul.says(Observations.follower());
        monitor.poll();
        monitor.poll();
        assertThat(consul.smallQuestions).isZero();
        assertThat(monitor.state().readiness().ready()).isTrue();
        assertThat(monitor.state().last().orElseThrow().peers().seen().orElseThrow())
                .containsExactly(OTHER, OWN, THIRD);
        assertThat(ring).isNull();

        consul.says(Observations.follower().leader("").role("Candidate").lastContact(Duration.ofSeconds(2)));
        monitor.poll();
        assertThat(consul.smallQuestions).isZero();
        assertThat(monitor.state().readiness().reasons())
                .extracting(Reason::rule)
                .containsExactly(Rule.LEADER_KNOWN, Rule.STATE_CONSISTENT, Rule.LEADER_HEARD);
    }

    @Test
    void whileAgentSelfIsLateTheOthersAreAsked() {
        consul.says(Observations.follower());
        monitor.poll();
        var held = new CompletableFuture<ConsulResult<Agent>>();
        consul.says(Observations.follower().leader("").lastContact(Duration.ofSeconds(2)));
        consul.self = held;

        monitor.poll();
        assertThat(consul.smallQuestions).isZero();
        Objects.requireNonNull(ring).run();
        assertThat(consul.smallQuestions).isEqualTo(3);
        held.complete(ConsulResult.failed(Cause.TIMEOUT, "no answer within 900 ms"));
        assertThat(monitor.state().readiness().reasons())
                .extracting(Reason::rule)
                .containsExactly(Rule.LEADER_KNOWN);

        // At once from now on, until it tells in time again
        monitor.poll();
        assertThat(consul.smallQuestions).isEqualTo(5);
        assertThat(ring).isNull();
        consul.says(Observations.follower());
        monitor.poll();
        assertThat(consul.smallQuestions).isEqualTo(8);
        monitor.poll();
        assertThat(consul.smallQuestions).isEqualTo(8);
    }

    /** What takes long takes so for all: one after the other they would make an observation that is old when it is made. */
    @Test
    void whereAnswersAreSlowAllQuestionsAreAskedAtOnce() {
        consul.says(Observations.follower());
        monitor.poll();
        var answer = consul.self.toCompletableFuture().join();
        for (int slow = 1; slow <= 3; slow++) {
            var self = new CompletableFuture<ConsulResult<Agent>>();
            consul.self = self;
            monitor.poll();
            if (slow == 1) {
                Objects.requireNonNull(ring).run();
            }
            assertThat(consul.smallQuestions).isEqualTo(3 * slow);
            assertThat(ring).isNull();
            now = now.plusMillis(700);
            self.complete(answer);
        }
        assertThat(monitor.state().readiness().ready()).isTrue();

        // Until it is quick again
        consul.says(Observations.follower());
        monitor.poll();
        monitor.poll();
        assertThat(consul.smallQuestions).isEqualTo(12);
    }

    /** Else an observation could be older than the settings are checked for. */
    @Test
    void noPollTakesLongerThanOneQuestionMay() {
        consul.says(mayNotSay(Duration.ofMillis(20)));
        consul.leader = new CompletableFuture<>();
        consul.self = new CompletableFuture<>();
        monitor.poll();
        now = now.plusMillis(100);
        Objects.requireNonNull(ring).run(); // agent/self is late, and so the others are asked late
        assertThat(monitor.state().last()).isEmpty();

        consul.self.toCompletableFuture().complete(ConsulResult.failed(Cause.TIMEOUT, "no answer within 900 ms"));
        assertThat(monitor.state().last()).isEmpty();
        now = now.plusMillis(800);
        Objects.requireNonNull(ring).run();

        assertThat(monitor.state().last().orElseThrow().took()).isEqualTo(Duration.ofMillis(900));
        assertReasons("status/leader: no answer within 900 ms");
    }

    @Test
    void aServerThatMayNotSayThatItLeadsIsAskedForBothAtOnceOnceItSeemedTo() {
        consul.says(mayNotSay(Duration.ZERO));
        monitor.poll();
        assertThat(consul.confirmations).isEqualTo(1);
        var held = new CompletableFuture<ConsulResult<LeaderContact>>();
        consul.heldContact = Optional.of(held);

        monitor.poll();
        assertThat(consul.confirmations).isEqualTo(2);
        held.complete(consul.contact);

        assertThat(monitor.state().pollCounters().polls()).isEqualTo(2);
        assertThat(monitor.state().readiness().ready()).isTrue();
    }

    @Test
    void whatProbesWereToldWhileAPollWasLateIsLogged() {
        consul.says(Observations.follower());
        monitor.poll();
        log.clear();

        now = NOW.plusMillis(3500);
        consul.says(Observations.follower().at(now));
        monitor.poll();

        assertThat(log)
                .containsExactly("not ready: the last observation is 3.5 s old, more than 3.0 s", "ready as follower");
    }

    @Test
    void whatAnInspectionChangesIsLogged() {
        consul.says(Observations.follower());
        monitor.poll();
        log.clear();
        consul.autopilot = Observations.told("0", true, Duration.ZERO, 5100);

        monitor.pollSlowly();
        assertThat(log).containsExactly("not ready: 5000 log entries of the leader are not applied, more than 1000");
        monitor.poll();
        assertThat(log).hasSize(1);

        consul.autopilot = Observations.told("0", true, Duration.ZERO, 101);
        monitor.pollSlowly();
        assertThat(log).hasSize(2).last().isEqualTo("ready as follower");
    }

    @Test
    void anAnswerThatCannotBeReadIsToldOnceAndCounted() {
        consul.says(Observations.follower());
        monitor.poll();
        log.clear();
        consul.members = ConsulResult.failed(Cause.TOO_LARGE, "an answer of more than 67108864 bytes");

        monitor.pollSlowly();
        now = NOW.plusMillis(2500);
        monitor.pollSlowly();

        assertThat(log).containsExactly("not read: agent/members: an answer of more than 67108864 bytes");
        assertThat(monitor.state().pollCounters().failures()).containsEntry(Cause.TOO_LARGE, 2L);
    }

    @Test
    void theGossipKeysAreNotAskedForAgainSoonAfterARefusalNorEverWhereThereAreNone() {
        consul.says(Observations.leads());
        consul.keys = ConsulResult.failed(Cause.STATUS, "status 500: keyring is empty");
        inspectAt(NOW);
        inspectAt(NOW.plusSeconds(5));
        inspectAt(NOW.plusSeconds(59));
        assertThat(consul.ringQuestions).isEqualTo(1);
        inspectAt(NOW.plusSeconds(60));
        assertThat(consul.ringQuestions).isEqualTo(2);

        var agent = monitor.state().last().flatMap(Observation::agent).orElseThrow();
        consul.self = CompletableFuture.completedStage(new ConsulResult.Seen<>(new Agent(
                agent.name(), agent.id(), agent.version(), agent.address(), agent.raft(), Optional.of(false))));
        inspectAt(NOW.plusSeconds(300));
        assertThat(consul.ringQuestions).isEqualTo(2);
    }

    /** A refusal asks no member, and {@link dev.lictor.consul.RefusalBackoff} makes it seldom. */
    @Test
    void theGossipKeysThatATokenMayNotReadAreAskedForInEachInspection() {
        consul.says(Observations.leads());
        consul.keys = ConsulResult.failed(Cause.FORBIDDEN, "status 403: Permission denied");
        inspectAt(NOW);
        inspectAt(NOW.plusSeconds(5));

        assertThat(consul.ringQuestions).isEqualTo(2);
    }

    @Test
    void whatIsThrownEndsOnePollAndOneInspectionOnly() {
        consul.says(Observations.follower());
        consul.broken = true;
        assertThat(monitor.poll().toCompletableFuture()).isCompletedExceptionally();
        assertThat(monitor.pollSlowly().toCompletableFuture()).isCompletedExceptionally();

        consul.broken = false;
        monitor.poll();
        monitor.pollSlowly();

        assertThat(monitor.state().readiness().ready()).isTrue();
        assertThat(monitor.state().slow().members()).isPresent();
    }

    @Test
    void whyGossipDoesNotTakeAServerComesBeforeWhatFollows() {
        refused = Optional.of("127.0.0.1:8301: status 500: 1 error occurred: conflicting node ID");
        consul.says(Observations.follower().leader(""));

        monitor.poll();

        assertReasons(
                "this server could not join its peers in gossip (127.0.0.1:8301: status 500: 1 error occurred: conflicting node ID), so no leader is known");
    }

    @Test
    void anAnswerThatComesBeforeTheAlarmCallsItOff() {
        consul.says(Observations.follower());
        monitor.poll();
        var held = new CompletableFuture<ConsulResult<Agent>>();
        var prompt = consul.self;
        consul.self = held;

        monitor.poll();
        assertThat(ring).isNotNull();
        held.complete(prompt.toCompletableFuture().join());

        assertThat(ring).isNull();
        assertThat(monitor.state().pollCounters().polls()).isEqualTo(2);
        assertThat(consul.smallQuestions).isZero();
    }

    private Runnable set(Duration after, Runnable rings) {
        ring = rings;
        return () -> ring = null;
    }

    @Test
    void whatCannotBeCheckedIsLoggedOnce() {
        consul.says(Observations.follower().self(new ConsulError(Cause.FORBIDDEN, "status 403: ACL not found")));
        monitor.poll();
        monitor.poll();

        assertThat(log).hasSize(3).last().asString().startsWith("not checked: role, log and vote");
    }

    @Test
    void agentSelfMayBeLateForAWhile() {
        consul.says(Observations.follower());
        monitor.poll();
        consul.says(Observations.follower().self(new ConsulError(Cause.TIMEOUT, "no answer within 900 ms")));

        now = NOW.plusSeconds(3);
        monitor.poll();
        assertThat(monitor.state().readiness().role()).isEqualTo(RaftRole.FOLLOWER);
        assertThat(monitor.state().readiness().ready()).isTrue();

        now = now.plusMillis(1);
        monitor.poll();
        assertReasons("agent/self: no answer within 900 ms");
    }

    @Test
    void whatATokenNoLongerAllowsToKnowIsForgotten() {
        consul.says(Observations.follower());
        monitor.poll();
        consul.says(Observations.follower().self(new ConsulError(Cause.FORBIDDEN, "status 403: ACL not found")));
        monitor.poll();

        assertThat(monitor.state().readiness().role()).isEqualTo(RaftRole.UNKNOWN);
    }

    @Test
    void changesOfTheLeaderAreCountedButNeitherItsFirstNorItsReturn() {
        for (var leader : List.of("", OWN, "", OWN, OTHER, "", OWN)) {
            consul.says(Observations.follower().leader(leader));
            monitor.poll();
        }

        assertThat(monitor.state().pollCounters().leaderChanges()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        // polled as, seen at a glance: known, ago, worth a poll
        "ready, true, 25, false",
        "ready, true, 501, true",
        "ready, false, 25, true",
        "ready, , , true",
        "ready, true, 0, true",
        "leads, true, 0, false",
        "leads, true, 3, true",
        "lost, false, 900, false",
        "lost, , , false",
        "lost, true, 25, true",
    })
    void whatIsSeenAtAGlanceIsPolledIfItIsNews(
            String polled, @Nullable Boolean known, @Nullable Long ago, boolean news) {
        consul.says(
                switch (polled) {
                    case "ready" -> Observations.follower();
                    case "leads" -> Observations.leads();
                    default -> Observations.follower().leader("").lastContact(Duration.ofSeconds(1));
                });
        monitor.poll();
        if (known != null && known) {
            consul.leader = CompletableFuture.completedStage(new ConsulResult.Seen<>(OTHER));
        }
        consul.contact = known == null || ago == null
                ? new ConsulResult.Failed<>(new ConsulError(Cause.TIMEOUT, "no answer within 900 ms"))
                : new ConsulResult.Seen<>(new LeaderContact(known, Duration.ofMillis(ago)));
        consul.confirmation = consul.contact;

        monitor.checkLeader();

        assertThat(monitor.state().pollCounters().polls()).isEqualTo(news ? 2 : 1);
    }

    @Test
    void inspectionsAreBelievedForAWhileAndTheGossipKeysAskedForByTheLeaderAlone() {
        consul.says(Observations.follower());
        monitor.poll();
        monitor.pollSlowly();
        assertThat(monitor.state().slow().members()).isPresent();
        assertThat(monitor.state().slow().gossipRing()).isEmpty();
        assertThat(consul.handshakes).isEqualTo(1);

        consul.says(Observations.leads());
        monitor.poll();
        monitor.pollSlowly();
        monitor.pollSlowly();
        assertThat(monitor.state().slow().gossipRing()).isPresent();
        assertThat(consul.ringQuestions).isEqualTo(1);

        now = NOW.plusSeconds(15);
        monitor.poll();
        monitor.pollSlowly();
        assertThat(consul.ringQuestions).isEqualTo(1);
        assertThat(consul.handshakes).isEqualTo(2);

        now = NOW.plusSeconds(31);
        assertThat(monitor.state().slow().members()).isEmpty();
        assertThat(monitor.state().slow().served()).isPresent();

        now = NOW.plusSeconds(61);
        assertThat(monitor.state().slow().gossipRing()).isPresent();

        monitor.poll();
        monitor.pollSlowly();
        assertThat(consul.ringQuestions).isEqualTo(2);
    }

    @Test
    void handshakesAreSeldomAsLongAsTheMountedCertificateIsServed() {
        var end = Scripted.SERVED.getNotAfter().toInstant();
        mounted = new CertificateExpiry(Optional.empty(), Optional.of(end));
        consul.says(Observations.follower());
        inspectAt(NOW);
        inspectAt(NOW.plusSeconds(59));
        assertThat(consul.handshakes).isEqualTo(1);
        inspectAt(NOW.plusSeconds(60));
        assertThat(consul.handshakes).isEqualTo(2);

        mounted = new CertificateExpiry(Optional.empty(), Optional.of(end.plusSeconds(1)));
        inspectAt(NOW.plusSeconds(74));
        assertThat(consul.handshakes).isEqualTo(2);
        inspectAt(NOW.plusSeconds(75));
        assertThat(consul.handshakes).isEqualTo(3);

        mounted = new CertificateExpiry(Optional.empty(), Optional.of(end));
        consul.says(Observations.failed(new ConsulError(Cause.REFUSED, "Connection refused")));
        inspectAt(NOW.plusSeconds(90));
        assertThat(consul.handshakes).isEqualTo(4);

        now = NOW.plusSeconds(90 + 181);
        assertThat(monitor.state().slow().served()).isEmpty();
    }

    private void inspectAt(Instant moment) {
        now = moment;
        monitor.poll();
        monitor.pollSlowly();
    }

    @Test
    void aServerThatHasJustComeBackIsNotReadyForLongIfItIsBehindTheLeader() {
        consul.autopilot = Observations.told("0", true, Duration.ZERO, 5100);
        consul.says(Observations.follower());
        monitor.poll();

        assertReasons("5000 log entries of the leader are not applied, more than 1000");
    }

    /** Answers at once, as an observation has it. */
    private static final class Scripted implements ConsulApi, ServedCertificates {
        /** It blocks until a leader has been heard. */
        private static final ConsulResult<LeaderContact> NEVER =
                new ConsulResult.Failed<>(new ConsulError(Cause.TIMEOUT, "no answer within 900 ms"));

        static final X509Certificate SERVED =
                new TestCertificates().leaf("127.0.0.1").certificate();

        private Observation observation = Observations.follower().made();
        private CompletionStage<ConsulResult<String>> leader = CompletableFuture.completedStage(observation.leader());
        private CompletionStage<ConsulResult<Agent>> self = CompletableFuture.completedStage(observation.self());
        private ConsulResult<LeaderContact> contact = NEVER;
        private ConsulResult<LeaderContact> confirmation = NEVER;
        private Optional<ConsulResult<LeaderContact>> secondContact = Optional.empty();
        private ServerHealth autopilot = Observations.told("0", false, Duration.ZERO, 0);
        private ConsulResult<Gossip> members =
                new ConsulResult.Seen<>(new Gossip(List.of(Observations.member("consul-1", 1, "id-1", OWN)), 1));
        private ConsulResult<GossipRing> keys = new ConsulResult.Seen<>(new GossipRing(3, List.of(3)));
        private Optional<CompletableFuture<ConsulResult<LeaderContact>>> heldContact = Optional.empty();
        private boolean broken;
        private int smallQuestions;
        private int confirmations;
        private int ringQuestions;
        private int handshakes;

        void says(Observations observations) {
            observation = observations.made();
            leader = CompletableFuture.completedStage(observation.leader());
            self = CompletableFuture.completedStage(observation.self());
            contact = observation.contact().orElse(NEVER);
            confirmation = contact;
        }

        private void failIfBroken() {
            if (broken) {
                throw new IllegalArgumentException("port out of range: 70000");
            }
        }

        @Override
        public CompletionStage<ConsulResult<String>> leader() {
            smallQuestions++;
            return leader;
        }

        @Override
        public CompletionStage<ConsulResult<LeaderContact>> leaderContact() {
            smallQuestions++;
            var said = contact;
            contact = secondContact.orElse(contact);
            return heldContact
                    .<CompletionStage<ConsulResult<LeaderContact>>>map(held -> held)
                    .orElseGet(() -> CompletableFuture.completedStage(said));
        }

        @Override
        public CompletionStage<ConsulResult<LeaderContact>> leaderConfirmation() {
            confirmations++;
            return CompletableFuture.completedStage(confirmation);
        }

        @Override
        public CompletionStage<ConsulResult<List<String>>> peers() {
            smallQuestions++;
            return CompletableFuture.completedStage(observation.peers());
        }

        @Override
        public CompletionStage<ConsulResult<Agent>> self() {
            failIfBroken();
            return self;
        }

        @Override
        public CompletionStage<ConsulResult<List<RaftServer>>> raftConfiguration() {
            return CompletableFuture.completedStage(new ConsulResult.Seen<>(List.of()));
        }

        @Override
        public CompletionStage<ConsulResult<Gossip>> members() {
            failIfBroken();
            return CompletableFuture.completedStage(members);
        }

        @Override
        public CompletionStage<ConsulResult<Autopilot>> autopilot() {
            return CompletableFuture.completedStage(
                    new ConsulResult.Seen<>(new Autopilot(true, 1, List.of(autopilot))));
        }

        @Override
        public CompletionStage<ConsulResult<GossipRing>> gossipRing() {
            ringQuestions++;
            return CompletableFuture.completedStage(keys);
        }

        @Override
        public CompletionStage<ConsulResult<X509Certificate>> https() {
            handshakes++;
            return CompletableFuture.completedStage(new ConsulResult.Seen<>(SERVED));
        }

        @Override
        public CompletionStage<ConsulResult<X509Certificate>> rpc(int port) {
            throw new AssertionError("nobody asked for it");
        }
    }
}
