package dev.lictor.sidecar;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.lictor.consul.FakeConsul;
import dev.lictor.consul.FakeConsul.Played;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
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
    Watch watch;

    @BeforeEach
    void healthy() {
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
                .body(
                        "checks[0].data.unchecked",
                        startsWith("whether the leader was heard recently: a token with agent:read would tell"));
        startedAndAlive();
    }

    @Test
    void theWholeMetricsText() {
        afterAPoll();

        var text = given().accept("text/plain").get("/q/metrics").asString();

        assertThat(text.replaceAll(
                                "(?m)^(lictor_\\w*(?:age|duration|timestamp)_seconds\\S*|lictor_polls_total) .*$",
                                "$1 *")
                        .replaceAll("(?m)^(lictor_poll_failures_total\\S*) .*$", "$1 *")
                        .replaceAll("version=\"[^\"]+\"", "version=\"*\""))
                .isEqualToNormalizingNewlines(METRICS);
    }

    @Test
    void nothingElseIsServed() {
        for (var path : new String[] {"/", "/q/", "/q/dev-ui", "/q/openapi", "/q/swagger-ui", "/q/health-ui"}) {
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
        var before = watch.picture().tally().polls();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    watch.poll().toCompletableFuture().join();
                    return watch.picture().tally().polls() >= before + 2;
                });
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
            # HELP lictor_raft_is_leader 1 if this server is the leader, 0 if it is not. Absent if it did not tell or a token with agent:read is missing.
            # TYPE lictor_raft_is_leader gauge
            lictor_raft_is_leader 0.0
            # HELP lictor_raft_term Raft's term as this server has it. Absent if it did not tell or a token with agent:read is missing.
            # TYPE lictor_raft_term gauge
            lictor_raft_term 2.0
            # HELP lictor_raft_last_contact_seconds Time since this server heard the leader, 0 on the leader. Absent if never, if it did not tell or a token with agent:read is missing.
            # TYPE lictor_raft_last_contact_seconds gauge
            lictor_raft_last_contact_seconds 0.025058253
            # HELP lictor_raft_log_lag_entries Log entries that this server knows to be committed and has not applied. Absent if it did not tell or a token with agent:read is missing.
            # TYPE lictor_raft_log_lag_entries gauge
            lictor_raft_log_lag_entries 0.0
            # HELP lictor_raft_voter 1 if this server votes, 0 if it does not. Absent if it did not tell or a token with agent:read is missing.
            # TYPE lictor_raft_voter gauge
            lictor_raft_voter 1.0
            # HELP lictor_ready 1 if this server can serve, 0 if it cannot or that is unknown; /q/health/ready says why. Never absent.
            # TYPE lictor_ready gauge
            lictor_ready 1.0
            # HELP lictor_observation_age_seconds Time since Consul was asked for the last time. Absent before the first poll.
            # TYPE lictor_observation_age_seconds gauge
            lictor_observation_age_seconds *
            # HELP lictor_polls_total Polls since the start. Never absent.
            # TYPE lictor_polls_total counter
            lictor_polls_total *
            # HELP lictor_poll_failures_total Polls since the start in which Consul failed to answer a question, by cause. Never absent.
            # TYPE lictor_poll_failures_total counter
            lictor_poll_failures_total{cause="forbidden",} *
            lictor_poll_failures_total{cause="garbage",} *
            lictor_poll_failures_total{cause="network",} *
            lictor_poll_failures_total{cause="refused",} *
            lictor_poll_failures_total{cause="status",} *
            lictor_poll_failures_total{cause="timeout",} *
            lictor_poll_failures_total{cause="tls",} *
            lictor_poll_failures_total{cause="too_large",} *
            # HELP lictor_poll_duration_seconds Duration of the last poll. Absent before the first poll.
            # TYPE lictor_poll_duration_seconds gauge
            lictor_poll_duration_seconds *
            # HELP lictor_certificate_expiry_timestamp_seconds When a mounted certificate ends, of several CA certificates the first. Absent if it cannot be read.
            # TYPE lictor_certificate_expiry_timestamp_seconds gauge
            lictor_certificate_expiry_timestamp_seconds{certificate="ca",} *
            lictor_certificate_expiry_timestamp_seconds{certificate="server",} *
            # HELP lictor_build_info 1, labelled with this program's version. Never absent.
            # TYPE lictor_build_info gauge
            lictor_build_info{version="*",} 1.0
            """;
}
