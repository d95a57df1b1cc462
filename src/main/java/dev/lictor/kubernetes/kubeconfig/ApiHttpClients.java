package dev.lictor.kubernetes.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientBuilder;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Makes the HTTP client of fabric8's Kubernetes client for one {@link ApiConnection}. Left to itself, that client reads fewer kinds of keys
 * than kubectl, knows no {@code tls-server-name}, reads {@code NO_PROXY} in its own way, runs plugins by a shell and logs their answers.
 */
final class ApiHttpClients implements HttpClient.Factory {
    private final ApiConnection connection;
    private final Vertx vertx;

    ApiHttpClients(ApiConnection connection, Vertx vertx) {
        this.connection = connection;
        this.vertx = vertx;
    }

    @Override
    public HttpClient.Builder newBuilder(Config config) {
        var builder = new Builder(this, vertx)
                .connectTimeout(config.getConnectionTimeout(), TimeUnit.MILLISECONDS)
                .addOrReplaceInterceptor("HEADERS", new ApiHeaders(connection, config.getUserAgent()));
        builder.tag(config.getRequestConfig());
        connection
                .proxy()
                .ifPresentOrElse(
                        proxy -> through(proxy, builder), () -> builder.proxyType(HttpClient.ProxyType.DIRECT));
        return builder;
    }

    private static void through(Proxy proxy, HttpClient.Builder builder) {
        // Unresolved: the name of an address would be looked up.
        builder.proxyAddress(InetSocketAddress.createUnresolved(proxy.host(), proxy.port()));
        builder.proxyType(
                switch (proxy.type()) {
                    case HTTP -> HttpClient.ProxyType.HTTP;
                    case SOCKS5 -> HttpClient.ProxyType.SOCKS5;
                });
        proxy.credentials()
                .ifPresent(credentials -> builder.proxyAuthorization(
                        HttpClientUtils.basicCredentials(credentials.user(), credentials.password())));
    }

    @Override
    public VertxHttpClientBuilder<ApiHttpClients> newBuilder() {
        return new Builder(this, vertx);
    }

    /** The base class makes its own TLS context from key managers; this one is given a context. */
    private static final class Builder extends VertxHttpClientBuilder<ApiHttpClients> {
        Builder(ApiHttpClients factory, Vertx vertx) {
            super(factory, vertx);
            if ("https".equalsIgnoreCase(factory.connection.server().getScheme())) {
                this.sslContext = ApiTls.context(factory.connection);
            }
        }
    }
}
