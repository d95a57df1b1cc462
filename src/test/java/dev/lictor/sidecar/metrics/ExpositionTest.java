package dev.lictor.sidecar.metrics;

import static dev.lictor.testing.Observations.OTHER;
import static dev.lictor.testing.Observations.OWN;
import static dev.lictor.testing.Observations.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.consul.ConsulError;
import dev.lictor.consul.ConsulError.Cause;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import dev.lictor.sidecar.MonitorState;
import dev.lictor.sidecar.backup.BackupStatus;
import dev.lictor.sidecar.observe.CertificateExpiry;
import dev.lictor.sidecar.reconcile.ActionCounters;
import dev.lictor.testing.BackupExamples;
import dev.lictor.testing.Observations;
import dev.lictor.testing.TestCertificates;
import io.prometheus.client.Collector;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final ActionCounters DEEDS = new ActionCounters(5, 4, 3, 2, 1);
    private static final Optional<BackupStatus> BACKUPS = Optional.of(BackupExamples.OVERDUE);
    private static final ConsulError FORBIDDEN = new ConsulError(Cause.FORBIDDEN, "status 403: Permission denied");
    private static final ConsulError LATE = new ConsulError(Cause.TIMEOUT, "no answer within 900 ms");

    private static final X509Certificate SERVED =
            new TestCertificates().leaf("127.0.0.1").certificate();
    private static final Instant END = Instant.ofEpochSecond(1_900_000_000);

    @Test
    void aHealthyFollowerTellsEverything() {
        assertThat(values(everything(Observations.follower()).state()))
                .isEqualTo("""
                        consul_up 1.0
                        consul_raft_leader 1.0
                        consul_raft_peers 3.0
                        consul_serf_lan_members 3.0
                        consul_serf_lan_member_status{member="consul-0",} 1.0
                        consul_serf_lan_member_status{member="consul-1",} 1.0
                        consul_serf_lan_member_status{member="consul-2",} 1.0
                        lictor_raft_is_leader 0.0
                        lictor_raft_leader_info{address="127.0.0.10:8300",member="consul-0",} 1.0
                        lictor_raft_leader_changes_total 0.0
                        lictor_raft_term 7.0
                        lictor_raft_last_contact_seconds 0.025
                        lictor_raft_log_lag_entries 0.0
                        lictor_raft_applied_index 100.0
                        lictor_raft_voter 1.0
                        lictor_raft_voters 3.0
                        lictor_raft_peer_alive{address="127.0.0.10:8300",} 1.0
                        lictor_raft_peer_alive{address="127.0.0.11:8300",} 1.0
                        lictor_raft_peer_alive{address="127.0.0.12:8300",} 1.0
                        lictor_autopilot_healthy 1.0
                        lictor_autopilot_failure_tolerance 1.0
                        lictor_gossip_keys 2.0
                        lictor_gossip_partial_keys 1.0
                        lictor_data_free_bytes 4.0E8
                        lictor_data_size_bytes 1.0E9
                        lictor_isolated_servers_seen_total 5.0
                        lictor_isolated_servers_joined_total 4.0
                        lictor_join_failures_total 3.0
                        lictor_reloads_total 2.0
                        lictor_reload_failures_total 1.0
                        lictor_backup_interval_seconds 3600.0
                        lictor_backup_last_timestamp_seconds 1.7954496E9
                        lictor_backup_last_size_bytes 3400.0
                        lictor_backups_total 0.0
                        lictor_backup_failures_total 1.0
                        lictor_data_lost 0.0
                        lictor_ready 1.0
                        lictor_readiness_rule{rule="fresh",} 1.0
                        lictor_readiness_rule{rule="leader_heard",} 1.0
                        lictor_readiness_rule{rule="leader_known",} 1.0
                        lictor_readiness_rule{rule="log_applied",} 1.0
                        lictor_readiness_rule{rule="log_stored",} 1.0
                        lictor_readiness_rule{rule="observed",} 1.0
                        lictor_readiness_rule{rule="state_consistent",} 1.0
                        lictor_readiness_rule{rule="state_known",} 1.0
                        lictor_readiness_rule{rule="voter",} 1.0
                        lictor_observation_age_seconds 0.3
                        lictor_polls_total 1.0
                        lictor_poll_failures_total{cause="forbidden",} 0.0
                        lictor_poll_failures_total{cause="invalid_answer",} 0.0
                        lictor_poll_failures_total{cause="network",} 0.0
                        lictor_poll_failures_total{cause="refused",} 0.0
                        lictor_poll_failures_total{cause="status",} 0.0
                        lictor_poll_failures_total{cause="timeout",} 0.0
                        lictor_poll_failures_total{cause="tls",} 0.0
                        lictor_poll_failures_total{cause="too_large",} 0.0
                        lictor_poll_duration_seconds_bucket{le="0.005",} 0.0
                        lictor_poll_duration_seconds_bucket{le="0.01",} 0.0
                        lictor_poll_duration_seconds_bucket{le="0.025",} 1.0
                        lictor_poll_duration_seconds_bucket{le="0.05",} 1.0
                        lictor_poll_duration_seconds_bucket{le="0.1",} 1.0
                        lictor_poll_duration_seconds_bucket{le="0.25",} 1.0
                        lictor_poll_duration_seconds_bucket{le="0.5",} 1.0
                        lictor_poll_duration_seconds_bucket{le="1.0",} 1.0
                        lictor_poll_duration_seconds_bucket{le="+Inf",} 1.0
                        lictor_poll_duration_seconds_count 1.0
                        lictor_poll_duration_seconds_sum 0.012
                        lictor_certificate_expiry_timestamp_seconds{certificate="ca",} 2.0E9
                        lictor_certificate_expiry_timestamp_seconds{certificate="served",} %s
                        lictor_certificate_expiry_timestamp_seconds{certificate="server",} 1.9E9
                        lictor_build_info{version="1.0",} 1.0
                        """.formatted(Collector.doubleToGoString(
                        (double) SERVED.getNotAfter().toInstant().getEpochSecond())));
    }

    @Test
    void ofBackupsNothingIsToldIfNoneAreKept() {
        var families = Exposition.of(Observations.follower().state(), DEEDS, Optional.empty(), "1.0");

        assertThat(families).noneMatch(family -> family.name.contains("backup"));
    }

    @Test
    void dataThatIsLostIsTold() {
        var families = Exposition.of(Observations.leads().state(), DEEDS, Optional.of(BackupExamples.LOST), "1.0");

        assertThat(families)
                .filteredOn(family -> family.name.equals("lictor_data_lost"))
                .singleElement()
                .satisfies(family -> assertThat(family.samples.getFirst().value).isEqualTo(1));
    }

    @Test
    void theLeaderHasLastContactZero() {
        assertThat(values(Observations.leads().state()))
                .contains("lictor_raft_is_leader 1.0\n", "lictor_raft_last_contact_seconds 0.0\n");
    }

    @Test
    void whatEveryFamilyIsCalledIsInTheTable() {
        assertThat(absent(everything(Observations.follower()).state())).isEmpty();
    }

    @Test
    void consulThatDoesNotAnswerIsDownAndAllElseIsAbsent() {
        var state = Observations.failed(LATE).state();

        assertThat(present(state)).containsExactlyInAnyOrder(with(Metric.CONSUL_UP));
        assertThat(values(state))
                .contains("consul_up 0.0\n", "lictor_ready 0.0\n", "cause=\"timeout\",} 1.0\n")
                .contains("{rule=\"leader_known\",} 0.0\n")
                .doesNotContain("rule=\"voter\"", "rule=\"log_applied\"", "rule=\"leader_heard\"");
    }

    @Test
    void withoutATokenWhatItWouldTellIsAbsent() {
        var state = Observations.follower().self(FORBIDDEN).state();

        assertThat(present(state))
                .containsExactlyInAnyOrder(with(
                        Metric.CONSUL_UP,
                        Metric.CONSUL_RAFT_LEADER,
                        Metric.CONSUL_RAFT_PEERS,
                        Metric.RAFT_LEADER_INFO,
                        Metric.RAFT_LAST_CONTACT));
        assertThat(values(state)).contains("lictor_raft_leader_info{address=\"127.0.0.10:8300\",member=\"\",} 1.0\n");
    }

    @Test
    void aLeaderNeverHeardHasNoTime() {
        assertThat(absent(everything(Observations.follower()).neverHeard().state()))
                .contains(Metric.RAFT_LAST_CONTACT);
    }

    @Test
    void noLeaderHasNoName() {
        assertThat(absent(everything(Observations.follower()).leader("").state()))
                .contains(Metric.RAFT_LEADER_INFO);
    }

    @Test
    void anOldObservationIsNotToldAsIfItWereNew() {
        var state = everything(Observations.follower()).state(Observations.NOW.plusSeconds(4));

        assertThat(absent(state))
                .containsExactlyInAnyOrder(
                        Metric.CONSUL_UP,
                        Metric.CONSUL_RAFT_LEADER,
                        Metric.CONSUL_RAFT_PEERS,
                        Metric.RAFT_IS_LEADER,
                        Metric.RAFT_LEADER_INFO,
                        Metric.RAFT_TERM,
                        Metric.RAFT_LAST_CONTACT,
                        Metric.RAFT_LOG_LAG,
                        Metric.RAFT_APPLIED_INDEX,
                        Metric.RAFT_VOTER,
                        Metric.RAFT_VOTERS,
                        Metric.RAFT_PEER_ALIVE,
                        Metric.AUTOPILOT_HEALTHY,
                        Metric.AUTOPILOT_FAILURE_TOLERANCE);
        assertThat(values(state))
                .contains("lictor_ready 0.0\n", "lictor_observation_age_seconds 4.0\n", "rule=\"fresh\",} 0.0\n");
    }

    @Test
    void aPeerIsAliveOnlyUnderItsIdentityAtItsAddress() {
        var state = Observations.follower()
                .members(
                        member("consul-0", 4, "id-0", OTHER),
                        member("consul-1", 1, "id-1", OWN),
                        member("consul-2", 1, "id-2", "127.0.0.99:8300"))
                .state();

        assertThat(values(state))
                .contains(
                        "lictor_raft_peer_alive{address=\"127.0.0.10:8300\",} 0.0\n",
                        "lictor_raft_peer_alive{address=\"127.0.0.11:8300\",} 1.0\n",
                        "lictor_raft_peer_alive{address=\"127.0.0.12:8300\",} 0.0\n",
                        "consul_serf_lan_member_status{member=\"consul-0\",} 4.0\n",
                        "consul_serf_lan_members 3.0\n");
    }

    @Test
    void whoHasLeftIsNoMember() {
        var state = Observations.follower()
                .members(member("consul-0", 3, "id-0", OTHER), member("consul-1", 1, "id-1", OWN))
                .state();

        assertThat(values(state))
                .contains("consul_serf_lan_members 1.0\n", "status{member=\"consul-0\",} 3.0\n")
                .contains("lictor_raft_leader_info{address=\"127.0.0.10:8300\",member=\"\",} 1.0\n");
    }

    @Test
    void labelsDoNotGrowWithTheCluster() {
        var agents = IntStream.range(0, 5000)
                .mapToObj(n -> new Member("agent-" + n, "10.0.0.1:8301", "dc1", 1, Optional.empty()));
        var members = Stream.concat(agents, Stream.of(member("z-server", 1, "id-1", OWN)))
                .toArray(Member[]::new);
        var servers = IntStream.range(0, 100)
                .mapToObj(n -> new RaftServer("id-" + n, "10.0.0.%d:8300".formatted(n), true))
                .toArray(RaftServer[]::new);

        var text = values(everything(Observations.follower())
                .members(members)
                .configuration(servers)
                .state());

        assertThat(text).contains("consul_serf_lan_members 5001.0\n", "{member=\"z-server\",} 1.0\n");
        assertThat(text.lines()).hasSizeLessThan(200);
    }

    @Test
    void autopilotIsNotBelievedThatADeadLeaderIsHealthy() {
        var dead = Observations.follower().lastContact(Duration.ofSeconds(1));

        assertThat(absent(dead.autopilot(true, 1, 100).state()))
                .contains(Metric.AUTOPILOT_HEALTHY, Metric.AUTOPILOT_FAILURE_TOLERANCE);
        assertThat(values(dead.autopilot(false, 0, 100).state()))
                .contains("lictor_autopilot_healthy 0.0\n", "lictor_autopilot_failure_tolerance 0.0\n");
    }

    private static Observations everything(Observations observations) {
        return observations
                .members()
                .autopilot(true, 1, 100)
                .gossipRing(3, 3, 2)
                .served(SERVED)
                .space(400_000_000, 1_000_000_000)
                .certificates(
                        new CertificateExpiry(Optional.of(Instant.ofEpochSecond(2_000_000_000)), Optional.of(END)));
    }

    /** Those of the sidecar itself, and these. */
    private static Metric[] with(Metric... more) {
        return Stream.concat(
                        Stream.of(
                                Metric.RAFT_LEADER_CHANGES,
                                Metric.ISOLATED_SERVERS_SEEN,
                                Metric.ISOLATED_SERVERS_JOINED,
                                Metric.JOIN_FAILURES,
                                Metric.RELOADS,
                                Metric.RELOAD_FAILURES,
                                Metric.BACKUP_INTERVAL,
                                Metric.BACKUP_TIME,
                                Metric.BACKUP_SIZE,
                                Metric.BACKUPS,
                                Metric.BACKUP_FAILURES,
                                Metric.DATA_LOST,
                                Metric.READY,
                                Metric.READINESS_RULE,
                                Metric.OBSERVATION_AGE,
                                Metric.POLLS,
                                Metric.POLL_FAILURES,
                                Metric.POLL_DURATION,
                                Metric.BUILD_INFO),
                        Stream.of(more))
                .toArray(Metric[]::new);
    }

    private static Set<Metric> present(MonitorState state) {
        var present = new TreeSet<>(List.of(Metric.values()));
        present.removeAll(absent(state));
        return present;
    }

    private static Set<Metric> absent(MonitorState state) {
        var present = new TreeSet<String>();
        Exposition.of(state, DEEDS, BACKUPS, "1.0").forEach(family -> Collections.addAll(present, family.getNames()));
        var absent = new TreeSet<>(List.of(Metric.values()));
        absent.removeIf(metric -> present.contains(metric.text()));
        return absent;
    }

    /** As Prometheus reads it, without help and types. */
    private static String values(MonitorState state) {
        try (var text = new StringWriter()) {
            TextFormat.write004(text, Collections.enumeration(Exposition.of(state, DEEDS, BACKUPS, "1.0")));
            return text.toString()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line + "\n")
                    .reduce("", String::concat);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
