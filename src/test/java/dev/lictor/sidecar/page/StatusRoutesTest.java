package dev.lictor.sidecar.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.lictor.sidecar.Monitor;
import dev.lictor.sidecar.SidecarSpec;
import dev.lictor.testing.FakeConsul;
import dev.lictor.testing.FakeConsul.Played;
import dev.lictor.testing.FakeConsulProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Page and document over HTTP. */
@QuarkusTest
@TestProfile(FakeConsulProfile.class)
class StatusRoutesTest {
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
    void thePageIsForPeople() {
        afterAPoll();

        var page = given().get("/")
                .then()
                .statusCode(200)
                .header("Content-Type", "text/html; charset=utf-8")
                .extract()
                .asString();

        assertThat(page)
                .contains("<h1><bdi>consul-0</bdi></h1>", "<title>Ready: consul-0</title>", "http-equiv=\"refresh\"");
    }

    @Test
    void thePageStaysIfAskedTo() {
        given().get("/?refresh=off")
                .then()
                .statusCode(200)
                .body(not(containsString("http-equiv")))
                .body(containsString("Paused"));
    }

    @Test
    void thePageMayLoadNothingAndRunNothing() {
        given().get("/")
                .then()
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                                .formatted(Stylesheet.SHA_256))
                .body(not(containsString("<script")))
                .body(not(containsString("http://")))
                .body(not(containsString("https://")));
    }

    @Test
    void theDocumentIsForPrograms() {
        afterAPoll();

        given().get("/status")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .body("apiVersion", equalTo("lictor.dev/v1"))
                .body("kind", equalTo("SidecarStatus"))
                .body("ready", equalTo(true))
                .body("server.name", equalTo("consul-0"))
                .body("leader.address", equalTo("127.0.0.11:8300"))
                .body("peers", hasSize(3))
                .body("certificates", hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/status"})
    void nothingOfItIsKeptGuessedOrToldToOthers(String path) {
        given().get(path)
                .then()
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/status"})
    void headTellsWhatGetWould(String path) {
        given().head(path)
                .then()
                .statusCode(200)
                .header("Content-Type", given().get(path).getContentType())
                .header("Content-Length", length -> not(equalTo("0")))
                .body(emptyString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/status"})
    void itIsReadOnly(String path) {
        for (var method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            given().request(method, path).then().statusCode(405).header("Allow", "GET, HEAD");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/index.html", "/statuses", "/status/1", "/favicon.ico"})
    void thereIsNothingElse(String path) {
        assertThat(given().get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void aServerThatIsNotReadyHasAPageAllTheSame() {
        consul.play(new Played(500, "No cluster leader"));
        afterAPoll();

        given().get("/")
                .then()
                .statusCode(200)
                .body(containsString("Not ready"))
                .body(containsString("status/leader: status 500: No cluster leader"));
        given().get("/status")
                .then()
                .statusCode(200)
                .body("ready", equalTo(false))
                .body("reasons[0]", aMapWithSize(2))
                .body("reasons[0].rule", equalTo("leader_known"));
    }

    @Test
    void namesThatConsulTellsStayNames() throws IOException {
        var self = Files.readString(Path.of("src/test/resources/consul-answers/1.22.7/follower/agent-self.body"));
        consul.play(
                "/v1/agent/self",
                new Played(
                        200,
                        self.replace("\"NodeName\":\"consul-0\"", "\"NodeName\":\"</h1><script>alert(1)</script>\"")));
        afterAPoll();

        given().get("/")
                .then()
                .body(containsString("<h1><bdi>&lt;/h1&gt;&lt;script&gt;alert(1)&lt;/script&gt;</bdi></h1>"))
                .body(not(containsString("<script")));
        given().get("/status").then().body("server.name", equalTo("</h1><script>alert(1)</script>"));
    }

    /** A poll that began after what the test has arranged: not the next to end, but the one after. */
    private void afterAPoll() {
        var before = monitor.state().pollCounters().polls();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    monitor.poll().toCompletableFuture().join();
                    return monitor.state().pollCounters().polls() >= before + 2;
                });
    }
}
