package dev.lictor.sidecar.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/** Makes the sidecar's port read-only: it answers GET and HEAD, and refuses every other method before the body is read or the request is routed. */
final class ReadOnlyPort {
    private static final Set<HttpMethod> ANSWERED = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final int METHOD_NOT_ALLOWED = 405;

    /** Before every other filter of Quarkus. */
    private static final int FIRST = Integer.MAX_VALUE;

    void register(@Observes Filters filters) {
        filters.register(ReadOnlyPort::pass, FIRST);
    }

    private static void pass(RoutingContext context) {
        var request = context.request();
        if (ANSWERED.contains(request.method())) {
            // No answer depends on a request body, so a body is not read.
            context.next();
            return;
        }
        // Closes the connection, so that the server does not wait for the rest of the request.
        context.response()
                .setStatusCode(METHOD_NOT_ALLOWED)
                .putHeader("Allow", "GET, HEAD")
                .putHeader("Connection", "close")
                .end()
                .onComplete(_ -> request.connection().close());
    }
}
