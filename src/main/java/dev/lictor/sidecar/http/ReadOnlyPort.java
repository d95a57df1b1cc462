package dev.lictor.sidecar.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/** Nobody commands a sidecar: its port answers GET and HEAD, and refuses every other method before anything is read or routed. */
final class ReadOnlyPort {
    private static final Set<HttpMethod> ANSWERED = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final int METHOD_NOT_ALLOWED = 405;

    /** Before all else that Quarkus puts in front of its routes. */
    private static final int FIRST = Integer.MAX_VALUE;

    void register(@Observes Filters filters) {
        filters.register(ReadOnlyPort::pass, FIRST);
    }

    private static void pass(RoutingContext context) {
        var request = context.request();
        if (ANSWERED.contains(request.method())) {
            // No answer depends on a body: one that comes all the same is not kept.
            context.next();
            return;
        }
        // Closed, so that what follows the headers is not waited for.
        context.response()
                .setStatusCode(METHOD_NOT_ALLOWED)
                .putHeader("Allow", "GET, HEAD")
                .putHeader("Connection", "close")
                .end()
                .onComplete(_ -> request.connection().close());
    }
}
