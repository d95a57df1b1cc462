package dev.lictor.it.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lictor.testing.FakeConsul;
import dev.lictor.testing.FakeConsul.Played;
import dev.lictor.testing.servers.Chromium;
import dev.lictor.testing.servers.Chromium.Scheme;
import dev.lictor.testing.servers.ConsulServers;
import dev.lictor.testing.servers.RealConsul;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser. Screenshots are in {@code target/screenshots}. */
@Tag("native")
class StatusPageIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final int PHONE = 390;

    /** The lowest contrast of any text with the page behind it, by the formula of WCAG 2.2. */
    private static final String LOWEST_CONTRAST = """
        (() => {
          const light = color => {
            const [r, g, b] = color.match(/[0-9.]+/g).map(part => part / 255)
              .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const paper = light(getComputedStyle(document.documentElement).backgroundColor);
          return Math.min(...[...document.body.querySelectorAll('*')].filter(element => element.innerText).map(element => {
            const ink = light(getComputedStyle(element).color);
            return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
          }));
        })()\
        """;

    @TempDir
    Path directory;

    private final List<AutoCloseable> started = new ArrayList<>();

    @AfterEach
    void endAll() throws Exception {
        for (var each : started.reversed()) {
            each.close();
        }
    }

    @Test
    void thePageShowsAClusterThatLosesItsServers() {
        // Given three servers that are ready
        var servers = added(
                new ConsulServers(RealConsul.NEWEST, directory, 3, Map.of("lictor.raft-multiplier", "1"), Map.of()));
        servers.startAll();
        var sidecars = IntStream.range(0, 3)
                .mapToObj(server -> sidecar(Map.of(
                        "LICTOR_SIDECAR_CONSUL_URL", servers.url(server).toString(),
                        "LICTOR_SIDECAR_TLS_DIRECTORY", servers.tlsDirectory().toString())))
                .toList();
        await().atMost(TIMEOUT).until(() -> sidecars.stream().allMatch(sidecar -> sidecar.probe("ready") == 200));
        var leader = withRole(sidecars, "leader");
        var follower = withRole(sidecars, "follower");
        var browser = added(Chromium.start(directory));

        // Autopilot answers are some seconds old
        await().atMost(TIMEOUT)
                .until(() -> status(browser, sidecars.get(follower)).split("logLagEntries", -1).length == 6);

        // Then a follower's page shows it first
        show(browser, sidecars.get(follower), "follower");
        assertThat(text(browser))
                .containsSubsequence(
                        "Consul server",
                        "consul-" + follower,
                        "Ready",
                        "Follower of consul-" + leader,
                        "This server",
                        "Servers of the cluster",
                        "consul-0",
                        servers.raftAddress(0),
                        "consul-2",
                        servers.raftAddress(2),
                        "Certificates",
                        "ends in 364 days")
                .doesNotContain("Why", "Not ready", "unknown");
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("Ready: consul-" + follower);
        assertThat(browser.accessible())
                .contains(
                        "heading consul-" + follower,
                        "banner",
                        "main",
                        "region This server",
                        "table Servers of the cluster",
                        "columnheader Server",
                        "columnheader Last contact",
                        "columnheader Entries behind",
                        "contentinfo",
                        "navigation The same for programs");

        // And the leader's page says that it leads
        show(browser, sidecars.get(leader), "leader");
        assertThat(text(browser)).containsSubsequence("consul-" + leader, "Ready", "Leader.");

        // And its links work
        var links = browser.evaluate("[...document.links].map(link => link.href)");
        for (var link : links) {
            browser.open(URI.create(link.asText()));
            assertThat(browser.evaluate("document.contentType + document.body.innerText")
                            .asText())
                    .as(link.asText())
                    .doesNotContain("Resource not found");
        }

        // And it refreshes itself as often as it says
        browser.open(sidecars.get(leader).url("/"));
        var first = time(browser);
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> !time(browser).equals(first));

        // When one server is dead, the leader's page names it
        servers.kill(follower);
        await().atMost(TIMEOUT)
                .until(() -> status(browser, sidecars.get(leader)).contains("\"alive\" : false"));
        show(browser, sidecars.get(leader), "peer-dead");
        assertThat(text(browser))
                .containsSubsequence("Ready", "Servers of the cluster", "consul-" + follower, "voter, not alive");

        // When two servers are dead
        servers.kill(leader);
        var alone = sidecars.get(3 - leader - follower);
        await().atMost(TIMEOUT)
                .until(() -> alone.ready().getOrDefault("reasons", "").contains("no leader is known"));

        // Then the page of the last server shows the reasons first
        show(browser, alone, "leaderless");
        assertThat(text(browser))
                .containsSubsequence("Not ready", "no leader is known", "Why", "no leader is known", "This server");
        assertThat(browser.accessible()).contains("region Why");

        // And the page of a dead server shows nothing else
        show(browser, sidecars.get(leader), "unreachable");
        assertThat(text(browser))
                .containsSubsequence("Consul server", "Not ready", "Why", "status/leader: Connection refused")
                .doesNotContain("This server", "Servers of the cluster");
    }

    @Test
    void withoutATokenThePageNamesWhatATokenWouldShow() {
        var consul = added(new FakeConsul().play("1.22.7", "acl-anonymous"));
        var sidecar =
                sidecar(Map.of("LICTOR_SIDECAR_CONSUL_URL", consul.url("http").toString()));
        var browser = added(Chromium.start(directory));
        await().atMost(TIMEOUT)
                .until(() -> text(browser, sidecar.url("/?refresh=off")).contains("a token with operator:read"));

        show(browser, sidecar, "without-token");

        assertThat(text(browser))
                .containsSubsequence(
                        "Consul server",
                        "Ready",
                        "Of unknown role; the leader is",
                        "This server",
                        "Last contact",
                        "Servers of the cluster",
                        "vote unknown",
                        "a token with node:read",
                        "a token with operator:read",
                        "Not checked",
                        "a token with agent:read");
    }

    @Test
    void namesOfAnyKindAndLengthBreakNothing() throws IOException {
        // Given a server whose name is markup, and long
        var name = "</h1><script>document.title='broken'</script>" + "a-very-long-name-".repeat(12);
        var consul = added(new FakeConsul().play("1.22.7", "follower"));
        var self = Files.readString(Path.of("src/test/resources/consul-answers/1.22.7/follower/agent-self.body"));
        consul.play(
                "/v1/agent/self",
                new Played(200, self.replace("\"NodeName\":\"consul-0\"", "\"NodeName\":\"" + name + "\"")));
        var sidecar =
                sidecar(Map.of("LICTOR_SIDECAR_CONSUL_URL", consul.url("http").toString()));
        await().atMost(TIMEOUT)
                .until(() -> sidecar.ready().getOrDefault("server", "").equals(name));
        var browser = added(Chromium.start(directory));

        // Then the name is shown as it is
        show(browser, sidecar, "hostile");
        assertThat(browser.evaluate("document.querySelector('h1').innerText").asText())
                .isEqualTo(name);
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("Ready: " + name);
    }

    /** Checks it wide and narrow, light and dark, and leaves it paused. */
    private void show(Chromium browser, SidecarProcess sidecar, String name) {
        for (var scheme : Scheme.values()) {
            for (int width : new int[] {PHONE, 1280}) {
                browser.look(width, 844, scheme);
                browser.open(sidecar.url("/?refresh=off"));
                browser.screenshot(SCREENSHOTS.resolve(
                        "%s-%s-%d.png".formatted(name, scheme, width).toLowerCase(Locale.ROOT)));
                assertThat(browser.evaluate("document.documentElement.scrollWidth")
                                .asInt())
                        .as("%s at %d", name, width)
                        .isLessThanOrEqualTo(width);
                assertThat(browser.evaluate(LOWEST_CONTRAST).asDouble())
                        .as("contrast of %s, %s", name, scheme)
                        .isGreaterThanOrEqualTo(4.5);
            }
        }
        // Each colour scheme has its own background
        assertThat(browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
                        .asText())
                .isEqualTo("rgb(23, 22, 19)");
        assertThat(browser.evaluate("document.documentElement.lang").asText()).isEqualTo("en");
    }

    private static String text(Chromium browser) {
        return browser.evaluate("document.body.innerText").asText();
    }

    private static String text(Chromium browser, URI page) {
        browser.open(page);
        return text(browser);
    }

    private static String status(Chromium browser, SidecarProcess sidecar) {
        return text(browser, sidecar.url("/status"));
    }

    private static String time(Chromium browser) {
        return browser.evaluate("document.querySelector('footer time').dateTime")
                .asText();
    }

    private static int withRole(List<SidecarProcess> sidecars, String role) {
        return IntStream.range(0, sidecars.size())
                .filter(server -> role.equals(sidecars.get(server).ready().get("role")))
                .findFirst()
                .orElseThrow();
    }

    private SidecarProcess sidecar(Map<String, String> environment) {
        return added(SidecarProcess.start(directory, environment));
    }

    private <T extends AutoCloseable> T added(T closeable) {
        started.add(closeable);
        return closeable;
    }
}
