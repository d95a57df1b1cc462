package dev.lictor.sidecar;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.lictor.reference.ReferencePage;
import dev.lictor.testing.FakeConsul;
import dev.lictor.testing.FakeConsul.Played;
import dev.lictor.testing.FakeConsulProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Method;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kubelet and Prometheus see, over HTTP. */
@QuarkusTest
@TestProfile(FakeConsulProfile.class)
class SidecarTest {
    @Inject
    FakeConsul consul;

    @Inject
    Monitor monitor;

    @Inject
    SidecarSpec spec;

    @BeforeEach
    void healthy() {
        FakeConsulProfile.renewToken(spec);
        consul.release();
        consul.play("1.22.7", "follower");
    }

    @Test
    void aHealthyFollowerIsReady() {
        afterAPoll();

        ready(200)
                .body("checks[0].data.role", equalTo("follower"))
                .body("checks[0].data.server", equalTo("consul-0"))
                .body("checks[0].data.leader", equalTo("127.0.0.11:8300"))
                .body("checks[0].data.peers", equalTo(3))
                .body("checks[0].data.age", containsString("s"))
                .body("checks[0].data.reasons", nullValue());
        startedAndAlive();
    }

    @ParameterizedTest
    @CsvSource({
        "403, Permission denied, status/leader: status 403: Permission denied",
        "415, Prometheus is not enabled, status/leader: status 415: Prometheus is not enabled",
        "429, too many, status/leader: status 429: too many",
        "500, No cluster leader, status/leader: status 500: No cluster leader",
        "200, <html>, 'status/leader: unreadable answer, no JSON: '",
    })
    void whateverConsulAnswersTheSidecarLivesAndSaysWhy(int status, String body, String reason) {
        consul.play(new Played(status, body));
        afterAPoll();

        ready(503).body("checks[0].data.reasons", startsWith(reason));
        startedAndAlive();
    }

    @Test
    void noAnswerIsKeptOnTheWay() {
        afterAPoll();

        ready(200).header("Content-Type", "application/json; charset=UTF-8").header("Cache-Control", "no-store");
    }

    @Test
    void consulThatTakesTooLongIsNotWaitedForByProbes() {
        consul.holdAll();
        afterAPoll();

        assertThat(given().get("/q/health/ready").time()).isLessThan(800);
        ready(503).body("checks[0].data.reasons", equalTo("status/leader: no answer within 3000 ms"));
        startedAndAlive();
    }

    @Test
    void withoutATokenTheServerIsReadyAndWhatWasNotCheckedIsSaid() {
        consul.play("1.22.7", "acl-anonymous");
        afterAPoll();

        ready(200)
                .body("checks[0].data.role", equalTo("unknown"))
                .body("checks[0].data.unchecked", startsWith("role, log and vote: needs a token with agent:read"));
        startedAndAlive();
    }

    @Test
    void theWholeMetricsText() {
        // An inspection that was under way before this test has seen something else, and a poll for which agent/self is
        // late, as on a busy
        // machine, tells what the smaller questions tell: the text is that of a poll and an inspection that were
        // neither.
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            afterAPoll();
            var text = given().accept("text/plain").get("/q/metrics").asString();

            assertThat(text.replaceAll("(?m)^(lictor_(?:\\w*_(?:age|timestamp)_seconds|polls?_\\w+)\\S*) .*$", "$1 *")
                            .replaceAll("version=\"[^\"]+\"", "version=\"*\""))
                    .isEqualToNormalizingNewlines(METRICS);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "follower, 503, 200",
        "plain-leader-up, 200, 503",
        "plain-no-leader, 503, 503",
        "acl-anonymous, 503, 503",
    })
    void aRoleIsAskedForByItsStatusAlone(String state, int leader, int follower) {
        consul.play("1.22.7", state);
        afterAPoll();

        for (var method : List.of(Method.GET, Method.HEAD)) {
            assertThat(given().request(method, "/q/health/group/leader").statusCode())
                    .isEqualTo(leader);
            assertThat(given().request(method, "/q/health/group/follower").statusCode())
                    .isEqualTo(follower);
        }
    }

    @Test
    void everyHealthPathOfTheReferenceAnswers() {
        afterAPoll();

        for (var path : ReferencePage.of("health").codes("paths", 0)) {
            given().get(path).then().body("status", path.endsWith("leader") ? equalTo("DOWN") : equalTo("UP"));
        }
    }

    @Test
    void nothingElseIsServed() {
        for (var path :
                new String[] {"/index.html", "/q/", "/q/dev-ui", "/q/openapi", "/q/swagger-ui", "/q/health-ui"}) {
            assertThat(given().get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
    void nothingIsChangedThroughIt(String method) {
        for (var path : new String[] {"/q/health/live", "/q/metrics", "/", "/nothing/here"}) {
            given().request(method, path)
                    .then()
                    .statusCode(405)
                    .header("Allow", "GET, HEAD")
                    .body(equalTo(""));
        }
    }

    @Test
    void headIsAnsweredAsGetIsButWithoutABody() {
        given().head("/q/health/live").then().statusCode(200).body(equalTo(""));
        given().head("/q/metrics").then().statusCode(200).body(equalTo(""));
    }

    @Test
    void whatIsNotThereIsSaidWithoutAWordOfTheInside() {
        var answer = given().get("/q/../etc/passwd%00<script>")
                .then()
                .extract()
                .body()
                .asString();

        assertThat(answer).doesNotContain("io.", "at ", "script", "Quarkus");
    }

    /** A poll that began after what the test has arranged: not the next to end, but the one after. */
    private void afterAPoll() {
        var before = monitor.state().pollCounters().polls();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    monitor.poll().toCompletableFuture().join();
                    return monitor.state().pollCounters().polls() >= before + 2;
                });
        monitor.pollSlowly().toCompletableFuture().join();
    }

    private static void startedAndAlive() {
        given().get("/q/health/started").then().statusCode(200).body("checks[0].status", equalTo("UP"));
        given().get("/q/health/live").then().statusCode(200).body("checks[0].status", equalTo("UP"));
    }

    private static ValidatableResponse ready(int status) {
        return given().get("/q/health/ready")
                .then()
                .statusCode(status)
                .body("checks[0].name", equalTo("consul server"));
    }

    private static final String METRICS = """
            # HELP consul_up 1 if this Consul server answered who leads, 0 if it did not. Absent before the first poll and if the last one is too old.
            # TYPE consul_up gauge
            consul_up 1.0
            # HELP consul_raft_leader 1 if this Consul server knows a leader, 0 if it knows none. Absent if it did not answer.
            # TYPE consul_raft_leader gauge
            consul_raft_leader 1.0
            # HELP consul_raft_peers Servers in the Raft configuration, whether they can be reached or not. Absent if this Consul server did not answer.
            # TYPE consul_raft_peers gauge
            consul_raft_peers 3.0
            # HELP consul_serf_lan_members Members that this server's gossip knows and that have not left. Absent if the server did not report them or a token with node:read is missing.
            # TYPE consul_serf_lan_members gauge
            consul_serf_lan_members 3.0
            # HELP consul_serf_lan_member_status A member's state in gossip: 1 alive, 2 leaving, 3 left, 4 failed; of more than 100 members servers come first. Absent if the server did not report them or a token with node:read is missing.
            # TYPE consul_serf_lan_member_status gauge
            consul_serf_lan_member_status{member="consul-0",} 1.0
            consul_serf_lan_member_status{member="consul-1",} 1.0
            consul_serf_lan_member_status{member="consul-2",} 1.0
            # HELP lictor_raft_is_leader 1 if this server is the leader, 0 if it is not. Absent if the server did not report it or a token with agent:read is missing.
            # TYPE lictor_raft_is_leader gauge
            lictor_raft_is_leader 0.0
            # HELP lictor_raft_leader_info 1, labelled with the current leader's Raft address and, if gossip knows it, its name. Absent if no leader is known.
            # TYPE lictor_raft_leader_info gauge
            lictor_raft_leader_info{address="127.0.0.11:8300",member="consul-1",} 1.0
            # HELP lictor_raft_leader_changes_total Changes from one leader to another since the start, as this server named them. Never absent.
            # TYPE lictor_raft_leader_changes_total counter
            lictor_raft_leader_changes_total 0.0
            # HELP lictor_raft_term Raft's term as this server has it. Absent if the server did not report it or a token with agent:read is missing.
            # TYPE lictor_raft_term gauge
            lictor_raft_term 2.0
            # HELP lictor_raft_last_contact_seconds Time since this server heard the leader; 0 on the leader. Absent if it never did or the server did not report it.
            # TYPE lictor_raft_last_contact_seconds gauge
            lictor_raft_last_contact_seconds 0.025058253
            # HELP lictor_raft_log_lag_entries Log entries that this server has not applied, of those that are known to be committed or to be on the leader. Absent if the server did not report it or a token with agent:read is missing.
            # TYPE lictor_raft_log_lag_entries gauge
            lictor_raft_log_lag_entries 0.0
            # HELP lictor_raft_applied_index The last entry of Raft's log that this server has applied; it only rises while the cluster keeps its data. Absent if the server did not report it or a token with agent:read is missing.
            # TYPE lictor_raft_applied_index gauge
            lictor_raft_applied_index 23.0
            # HELP lictor_raft_voter 1 if this server votes, 0 if it does not. Absent if the server did not report it or a token with agent:read is missing.
            # TYPE lictor_raft_voter gauge
            lictor_raft_voter 1.0
            # HELP lictor_raft_voters Servers that vote, in the Raft configuration that this server has. Absent if the server did not report them or a token with agent:read or operator:read is missing.
            # TYPE lictor_raft_voters gauge
            lictor_raft_voters 3.0
            # HELP lictor_raft_peer_alive 1 if gossip knows the server of the Raft configuration at this address as alive, 0 if it does not: a peer that is dead, stale or unknown. Absent if gossip or the configuration is unknown or a token with agent:read or operator:read, and node:read, is missing.
            # TYPE lictor_raft_peer_alive gauge
            lictor_raft_peer_alive{address="127.0.0.10:8300",} 1.0
            lictor_raft_peer_alive{address="127.0.0.11:8300",} 1.0
            lictor_raft_peer_alive{address="127.0.0.12:8300",} 1.0
            # HELP lictor_autopilot_healthy 1 if autopilot calls all servers healthy, 0 if it does not. Absent if autopilot did not report, if it calls a leader healthy that is no longer heard, or if a token with operator:read is missing.
            # TYPE lictor_autopilot_healthy gauge
            lictor_autopilot_healthy 1.0
            # HELP lictor_autopilot_failure_tolerance Voters that may still fail before the quorum is lost, as autopilot reports. Absent if lictor_autopilot_healthy is absent.
            # TYPE lictor_autopilot_failure_tolerance gauge
            lictor_autopilot_failure_tolerance 1.0
            # HELP lictor_isolated_servers_seen_total Times since the start that this server was found isolated from its peers. Never absent.
            # TYPE lictor_isolated_servers_seen_total counter
            lictor_isolated_servers_seen_total 0.0
            # HELP lictor_isolated_servers_joined_total Times since the start that this server was joined to its peers. Never absent.
            # TYPE lictor_isolated_servers_joined_total counter
            lictor_isolated_servers_joined_total 0.0
            # HELP lictor_join_failures_total Attempts since the start to join this server to its peers in which none could be joined. Never absent.
            # TYPE lictor_join_failures_total counter
            lictor_join_failures_total 0.0
            # HELP lictor_reloads_total Times since the start that Consul was reloaded and was then seen to serve the mounted certificate. Never absent.
            # TYPE lictor_reloads_total counter
            lictor_reloads_total 0.0
            # HELP lictor_reload_failures_total Times since the start that Consul could not be reloaded, or then served another certificate. Never absent.
            # TYPE lictor_reload_failures_total counter
            lictor_reload_failures_total 0.0
            # HELP lictor_ready 1 if this server can serve, 0 if it cannot or if that is unknown; /q/health/ready has the reasons. Never absent.
            # TYPE lictor_ready gauge
            lictor_ready 1.0
            # HELP lictor_readiness_rule 1 if a readiness rule holds for this server, 0 if it fails. Absent for a rule that was not checked.
            # TYPE lictor_readiness_rule gauge
            lictor_readiness_rule{rule="fresh",} 1.0
            lictor_readiness_rule{rule="leader_heard",} 1.0
            lictor_readiness_rule{rule="leader_known",} 1.0
            lictor_readiness_rule{rule="log_applied",} 1.0
            lictor_readiness_rule{rule="log_stored",} 1.0
            lictor_readiness_rule{rule="observed",} 1.0
            lictor_readiness_rule{rule="state_consistent",} 1.0
            lictor_readiness_rule{rule="state_known",} 1.0
            lictor_readiness_rule{rule="voter",} 1.0
            # HELP lictor_observation_age_seconds Time since the last poll. Absent before the first poll.
            # TYPE lictor_observation_age_seconds gauge
            lictor_observation_age_seconds *
            # HELP lictor_polls_total Polls since the start. Never absent.
            # TYPE lictor_polls_total counter
            lictor_polls_total *
            # HELP lictor_poll_failures_total Polls, and the slower polls of what is asked less often, in which Consul failed to answer a question, since the start, by cause. Never absent.
            # TYPE lictor_poll_failures_total counter
            lictor_poll_failures_total{cause="forbidden",} *
            lictor_poll_failures_total{cause="invalid_answer",} *
            lictor_poll_failures_total{cause="network",} *
            lictor_poll_failures_total{cause="refused",} *
            lictor_poll_failures_total{cause="status",} *
            lictor_poll_failures_total{cause="timeout",} *
            lictor_poll_failures_total{cause="tls",} *
            lictor_poll_failures_total{cause="too_large",} *
            # HELP lictor_poll_duration_seconds Duration of polls; the time limit is the longest. Never absent.
            # TYPE lictor_poll_duration_seconds histogram
            lictor_poll_duration_seconds_bucket{le="0.005",} *
            lictor_poll_duration_seconds_bucket{le="0.01",} *
            lictor_poll_duration_seconds_bucket{le="0.025",} *
            lictor_poll_duration_seconds_bucket{le="0.05",} *
            lictor_poll_duration_seconds_bucket{le="0.1",} *
            lictor_poll_duration_seconds_bucket{le="0.25",} *
            lictor_poll_duration_seconds_bucket{le="0.5",} *
            lictor_poll_duration_seconds_bucket{le="1.0",} *
            lictor_poll_duration_seconds_bucket{le="+Inf",} *
            lictor_poll_duration_seconds_count *
            lictor_poll_duration_seconds_sum *
            # HELP lictor_certificate_expiry_timestamp_seconds Time at which a certificate ends: the first CA of the mounted ca.crt, the mounted certificate of the server, and the certificate that Consul serves to new connections. Absent if it cannot be read or is not served.
            # TYPE lictor_certificate_expiry_timestamp_seconds gauge
            lictor_certificate_expiry_timestamp_seconds{certificate="ca",} *
            lictor_certificate_expiry_timestamp_seconds{certificate="server",} *
            # HELP lictor_build_info 1, labelled with Lictor's version. Never absent.
            # TYPE lictor_build_info gauge
            lictor_build_info{version="*",} 1.0
            """;
}
