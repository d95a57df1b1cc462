package dev.lictor.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.WriteConflictException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many requests a dry run and a creation cost, and what is made of the answers. */
class DryRunsTest {
    private static final String DRY_RUN = "PATCH ?fieldManager=lictor&dryRun=All";
    private static final String OBJECT =
            "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\", \"namespace\":"
                    + " \"b\"%s}, \"data\": {\"c\": \"%s\"}}";
    private static final String STORED = ", \"resourceVersion\": \"7\"";

    private record Answer(int status, String body) {}

    private final ConfigMap desired = new ConfigMapBuilder()
            .withNewMetadata()
            .withName("a")
            .withNamespace("b")
            .endMetadata()
            .addToData("c", "new")
            .build();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final KubernetesClient client;
    private final Fabric8KubernetesApi kubernetes;

    DryRunsTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        kubernetes = Fabric8KubernetesApi.connect(client);
    }

    @BeforeEach
    void start() {
        server.createContext("/api/v1/namespaces/b/configmaps/a", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void anObjectThatDoesNotExistIsNotRead() {
        answers.put("PATCH", new Answer(201, OBJECT.formatted("", "new")));

        assertThat(kubernetes.dryRunApply(desired)).isEqualTo(new DryRunResult.Absent());

        assertThat(requests).containsExactly(DRY_RUN);
    }

    @Test
    void anObjectThatExistsIsReadAfterItsDryRun() {
        answers.put("PATCH", new Answer(200, OBJECT.formatted(STORED, "new")));
        answers.put("GET", new Answer(200, OBJECT.formatted(STORED, "old")));

        assertThat(kubernetes.dryRunApply(desired))
                .isInstanceOfSatisfying(
                        DryRunResult.Different.class,
                        different -> assertThat(different.fields()).containsExactly("data.c"));

        assertThat(requests).containsExactly(DRY_RUN, "GET ");
    }

    @Test
    void anObjectThatIsDeletedAfterItsDryRunIsTriedAgain() {
        answers.put("PATCH", new Answer(200, OBJECT.formatted(STORED, "new")));
        answers.put("GET", new Answer(404, "{}"));

        assertThatThrownBy(() -> kubernetes.dryRunApply(desired))
                .isInstanceOf(WriteConflictException.class)
                .hasMessage("configmap/a is gone again");

        assertThat(requests).containsExactly(DRY_RUN, "GET ", DRY_RUN, "GET ");
    }

    @Test
    void aRefusalOfTheCallerIsNotFollowedByARead() {
        answers.put("PATCH", new Answer(403, "{\"kind\": \"Status\", \"message\": \"not you\", \"code\": 403}"));

        assertThatThrownBy(() -> kubernetes.dryRunApply(desired))
                .isInstanceOfSatisfying(
                        KubernetesApiException.class,
                        e -> assertThat(e.reason()).isEqualTo(KubernetesApiException.Reason.FORBIDDEN));

        assertThat(requests).containsExactly(DRY_RUN);
    }

    @Test
    void aNewObjectIsCreatedByOneRequestThatAnExistingObjectRefuses() {
        answers.put("PATCH", new Answer(201, OBJECT.formatted(STORED, "new")));

        kubernetes.applyNew(desired);

        assertThat(requests).containsExactly("PATCH ?fieldManager=lictor");
        assertThat(bodies).singleElement().asString().contains("\"resourceVersion\":\"1\"");
        assertThat(desired.getMetadata().getResourceVersion()).isNull();

        answers.put("PATCH", new Answer(409, "{\"kind\": \"Status\", \"message\": \"modified\", \"code\": 409}"));

        assertThatThrownBy(() -> kubernetes.applyNew(desired)).isInstanceOf(WriteConflictException.class);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var query = exchange.getRequestURI().getQuery();
        requests.add("%s %s".formatted(exchange.getRequestMethod(), query == null ? "" : "?" + query));
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var answer = answers.getOrDefault(exchange.getRequestMethod(), new Answer(500, "{}"));
        var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
