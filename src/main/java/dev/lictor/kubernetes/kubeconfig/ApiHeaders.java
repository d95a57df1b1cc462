package dev.lictor.kubernetes.kubeconfig;

import dev.lictor.kubernetes.kubeconfig.Kubeconfig.Impersonation;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Gives each request the headers that say who asks. */
final class ApiHeaders implements Interceptor {
    private static final String AUTHORIZATION = "Authorization";

    private final ApiCredentials credentials;
    private final Optional<Impersonation> impersonation;
    private final String userAgent;

    /** @param userAgent from which the API server takes the field manager of requests that name none */
    ApiHeaders(ApiConnection connection, String userAgent) {
        this.userAgent = userAgent;
        this.credentials = connection.credentials();
        this.impersonation = connection.impersonation();
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        builder.setHeader("User-Agent", userAgent);
        authorize(builder);
        impersonation.ifPresent(as -> {
            builder.setHeader("Impersonate-User", utf8(as.user()));
            if (!as.uid().isEmpty()) {
                builder.setHeader("Impersonate-Uid", utf8(as.uid()));
            }
            as.groups().forEach(group -> builder.header("Impersonate-Group", utf8(group)));
            as.extra()
                    .forEach((key, values) ->
                            values.forEach(value -> builder.header("Impersonate-Extra-" + encoded(key), utf8(value))));
        });
    }

    private Optional<String> authorize(BasicBuilder builder) {
        var authorization = credentials.authorization();
        authorization.ifPresent(value -> builder.setHeader(AUTHORIZATION, value));
        if (credentials.isCertificateRenewed()) {
            // A connection keeps the certificate with which it was opened.
            builder.setHeader("Connection", "close");
        }
        return authorization;
    }

    /** Elsewhere than on the client's only thread for answers, because a plugin can take long. */
    @Override
    public CompletableFuture<Boolean> afterFailure(BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
        if (response.code() != HttpURLConnection.HTTP_UNAUTHORIZED) {
            return CompletableFuture.completedFuture(false);
        }
        var refused = Optional.ofNullable(response.request()).map(request -> request.header(AUTHORIZATION));
        return CompletableFuture.supplyAsync(
                () -> {
                    var isOther = credentials.renew(refused);
                    if (isOther) {
                        authorize(builder);
                    }
                    return isOther;
                },
                Thread::startVirtualThread);
    }

    /** The client writes a character as a byte of Latin-1, and the API server reads UTF-8. */
    private static String utf8(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** The API server decodes the percent signs of a header's name. */
    private static String encoded(String key) {
        return URLEncoder.encode(key.toLowerCase(Locale.ROOT), StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
