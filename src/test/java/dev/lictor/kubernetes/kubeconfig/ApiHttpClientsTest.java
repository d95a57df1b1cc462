package dev.lictor.kubernetes.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.lictor.kubernetes.kubeconfig.Kubeconfig.Impersonation;
import dev.lictor.pki.Ca;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Pem;
import dev.lictor.testing.ClientCertificates;
import dev.lictor.testing.ClientCertificates.KeyForm;
import dev.lictor.testing.ForeignCertificates;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a TLS server sees of the client. It accepts each client certificate of its CA, and the token {@code good}. */
class ApiHttpClientsTest {
    private final Ca ca = ForeignCertificates.ca(Instant.now()).make();
    private static final char[] NO_PASSWORD = {};
    private final ServerTrust trust = new ServerTrust.Cas(List.of(ca.certificate()));

    private final List<String> clients = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private HttpsServer server;

    /** Credentials that change as the test says. */
    private static final class Changing implements ApiCredentials {
        private volatile Optional<String> authorization = Optional.empty();
        private volatile Optional<String> renewed = Optional.empty();
        private volatile Optional<CertificateAndKey> certificate = Optional.empty();

        @Override
        public Optional<String> authorization() {
            return authorization;
        }

        @Override
        public Optional<CertificateAndKey> certificate() {
            return certificate;
        }

        @Override
        public boolean isCertificateRenewed() {
            return certificate.isPresent();
        }

        @Override
        public boolean renew(Optional<String> refused) {
            authorization = renewed;
            return !authorization.equals(refused);
        }
    }

    private final Changing credentials = new Changing();

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                var tls = getSSLContext().getDefaultSSLParameters();
                tls.setWantClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", this::handle);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void aClientCertificateWithAKeyOfEveryFormIsPresented(KeyForm form) throws Exception {
        present(ClientCertificates.of(form, ca, "jane"));

        assertThat(get(connection(Optional.of("api.example.org"), trust))).isEqualTo(200);
        assertThat(clients).containsExactly("CN=jane");
    }

    @Test
    void aRenewedCertificateIsPresentedWithTheNextRequest() throws Exception {
        try (var client = client(connection(Optional.of("api.example.org"), trust))) {
            present(ClientCertificates.of(KeyForm.EC_SEC1, ca, "first"));
            get(client);
            get(client);
            present(ClientCertificates.of(KeyForm.RSA_PKCS1, ca, "second"));
            get(client);
        }

        assertThat(clients).containsExactly("CN=first", "CN=first", "CN=second");
    }

    @Test
    void theServerNameIsComparedWithTheCertificateInPlaceOfTheHost() {
        assertThatThrownBy(() -> get(connection(Optional.empty(), trust)))
                .rootCause()
                .hasMessageContaining("127.0.0.1");
        assertThatThrownBy(() -> get(connection(Optional.of("other.example.org"), trust)))
                .rootCause()
                .hasMessageContaining("other.example.org");
        assertThat(clients).isEmpty();
    }

    @Test
    void onlyWhoAsksForItTrustsEverybody() throws Exception {
        assertThatThrownBy(() -> get(connection(Optional.of("api.example.org"), new ServerTrust.PublicCas())))
                .isInstanceOf(ExecutionException.class);
        assertThat(get(connection(Optional.empty(), new ServerTrust.Everybody())))
                .isEqualTo(200);
    }

    @Test
    void aRefusedTokenIsRenewedOnce() throws Exception {
        credentials.authorization = Optional.of("Bearer bad");
        credentials.renewed = Optional.of("Bearer good");

        assertThat(get(connection(Optional.of("api.example.org"), trust))).isEqualTo(200);
        assertThat(headers)
                .extracting(each -> each.getOrDefault("Authorization", List.of()))
                .containsExactly(List.of("Bearer bad"), List.of("Bearer good"));
    }

    @Test
    void theApiServerLearnsTheProgramsName() throws Exception {
        get(connection(Optional.of("api.example.org"), trust));

        assertThat(headers.getFirst().get("User-agent"))
                .singleElement()
                .asString()
                .startsWith("fabric8-kubernetes-client/");
    }

    @Test
    void aTokenThatIsRefusedAgainEndsTheRequest() throws Exception {
        credentials.authorization = Optional.of("Bearer bad");
        credentials.renewed = Optional.of("Bearer worse");

        assertThat(get(connection(Optional.of("api.example.org"), trust))).isEqualTo(401);
        assertThat(headers).hasSize(2);
    }

    @Test
    void whoIsImpersonatedIsInHeadersAsTheApiServerReadsThem() throws Exception {
        var as = new Impersonation(
                "jörg", "7", List.of("a", "b"), Map.of("example.org/Scopes", List.of("view", "edit")));

        get(new ApiConnection(
                server(), "", trust, Optional.of("api.example.org"), Optional.empty(), credentials, Optional.of(as)));

        var seen = headers.getFirst();
        assertThat(seen.get("Impersonate-user")).containsExactly("jÃ¶rg"); // UTF-8, read as Latin-1
        assertThat(seen.get("Impersonate-uid")).containsExactly("7");
        assertThat(seen.get("Impersonate-group")).containsExactly("a", "b");
        assertThat(seen.get("Impersonate-extra-example.org%2fscopes")).containsExactly("view", "edit");
    }

    private void present(ClientCertificates client) {
        credentials.certificate = Optional.of(CertificateAndKey.of(
                Pem.readCertificates(client.certificate(), "certificate"), Pem.readKey(client.key(), "key")));
    }

    /** Closes the body and not the exchange, which would close the connection under the client's next request. */
    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        clients.add(client(((HttpsExchange) exchange).getSSLSession()));
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        boolean isAccepted = authorization == null || authorization.equals("Bearer good");
        if (!isAccepted) {
            // The JDK's server may close a connection while the client sends its next request on it; so it says that it
            // closes.
            exchange.getResponseHeaders().set("Connection", "close");
        }
        exchange.sendResponseHeaders(isAccepted ? 200 : 401, 2);
        try (var body = exchange.getResponseBody()) {
            body.write("{}".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String client(SSLSession session) {
        try {
            return ((X509Certificate) session.getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }

    private int get(ApiConnection connection) throws Exception {
        try (var client = client(connection)) {
            return get(client);
        }
    }

    private int get(HttpClient client) throws Exception {
        var request = client.newHttpRequestBuilder().uri(server()).build();
        return client.sendAsync(request, String.class).get(60, TimeUnit.SECONDS).code();
    }

    private HttpClient client(ApiConnection connection) {
        var config = Config.empty();
        config.setRequestRetryBackoffLimit(0);
        return new ApiHttpClients(connection, vertx).newBuilder(config).build();
    }

    private ApiConnection connection(Optional<String> serverName, ServerTrust trust) {
        return new ApiConnection(server(), "", trust, serverName, Optional.empty(), credentials, Optional.empty());
    }

    private URI server() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    private SSLContext context() throws GeneralSecurityException, IOException {
        var leaf =
                ForeignCertificates.server(ca, Instant.now(), "api.example.org").makeLeaf();
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("leaf", leaf.key(), NO_PASSWORD, new Certificate[] {leaf.certificate()});
        store.setCertificateEntry("ca", ca.certificate());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
