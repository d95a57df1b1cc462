package dev.lictor.kubernetes.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lictor.kubernetes.DryRunResult;
import dev.lictor.kubernetes.ResourceKind;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.testing.Specs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked about a kind that has no class of its own, and what is made of the answers that API servers give. */
class GenericResourcesTest {
    private static final String OBJECTS = "/apis/monitoring.coreos.com/v1/namespaces/consul/podmonitors";
    private static final String UNKNOWN_PATH = "404 page not found\n";
    private static final String MISSING_NAMESPACE = """
        {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404,
         "message": "namespaces \\"consul\\" not found", "details": {"name": "consul", "kind": "namespaces"}}\
        """;

    private final GenericKubernetesResource podMonitor =
            DesiredObjects.of(Specs.with(Map.of("lictor.monitoring.pod-monitor", "true"))).stream()
                    .filter(GenericKubernetesResource.class::isInstance)
                    .map(GenericKubernetesResource.class::cast)
                    .findFirst()
                    .orElseThrow();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server = server();
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    private String body = UNKNOWN_PATH;
    private int status = 404;

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void anUnknownKindIsInvalidAndNotAbsent() {
        var preview = Fabric8KubernetesApi.connect(client).dryRunApply(podMonitor);

        assertThat(preview)
                .isInstanceOfSatisfying(
                        DryRunResult.Invalid.class,
                        invalid -> assertThat(invalid.why())
                                .startsWith("the API server does not serve PodMonitor of monitoring.coreos.com/v1"));
        assertThat(asked)
                .containsExactly(
                        "PATCH " + OBJECTS + "/consul?fieldManager=lictor&dryRun=All", "GET " + OBJECTS + "/consul");
    }

    @Test
    void inAMissingNamespaceTheObjectIsAbsent() {
        body = MISSING_NAMESPACE;

        assertThat(Fabric8KubernetesApi.connect(client).dryRunApply(podMonitor))
                .isInstanceOf(DryRunResult.Absent.class);
    }

    @Test
    void aKindIsServedIfTheApiListsIt() {
        assertThat(new Fabric8Discovery(client).serves(ResourceKind.POD_MONITOR))
                .isFalse();
        assertThat(Fabric8KubernetesApi.connect(client).listByLabels(ResourceKind.POD_MONITOR, "consul", "a=b"))
                .isEmpty();
        status = 200;
        body = "{\"kind\": \"APIResourceList\", \"resources\": [{\"name\": \"servicemonitors\"}]}";
        assertThat(new Fabric8Discovery(client).serves(ResourceKind.POD_MONITOR))
                .isFalse();
        body = "{\"kind\": \"APIResourceList\", \"resources\": [{\"name\": \"podmonitors\"}]}";
        assertThat(new Fabric8Discovery(client).serves(ResourceKind.POD_MONITOR))
                .isTrue();
        assertThat(asked).containsOnly("GET /apis/monitoring.coreos.com/v1");
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
