package dev.lictor.sidecar.page;

import dev.lictor.sidecar.Monitor;
import dev.lictor.sidecar.backup.BackupJob;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Serves the page at {@code /} and the document at {@code /status}, from the monitor's last state: no request is passed on to Consul. */
@Singleton
final class StatusRoutes {
    /** Allows only the page's own style, by its hash, and no frame around the page. */
    private static final String POLICY =
            "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                    .formatted(Stylesheet.SHA_256);

    private final Instance<Monitor> monitor;
    private final Instance<BackupJob> backupJob;
    private final String version;

    @Inject
    StatusRoutes(
            Instance<Monitor> monitor,
            Instance<BackupJob> backupJob,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.monitor = monitor;
        this.backupJob = backupJob;
        this.version = version;
    }

    void add(@Observes Router router) {
        serve(router, "/", "text/html; charset=utf-8", this::page);
        serve(router, "/status", "application/json", _ -> StatusDocument.json(status()));
    }

    private String page(RoutingContext context) {
        context.response().putHeader("Content-Security-Policy", POLICY);
        return StatusPage.html(status(), !"off".equals(context.queryParams().get("refresh")));
    }

    private Status status() {
        return Status.of(monitor.get().state(), backupJob.get().status(), version, Instant.now());
    }

    private static void serve(Router router, String path, String type, Function<RoutingContext, String> content) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> {
            var body = Buffer.buffer(content.apply(context));
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("Referrer-Policy", "no-referrer")
                    .end(body);
        });
        router.route(path)
                .handler(context -> context.response()
                        .setStatusCode(405)
                        .putHeader(HttpHeaders.ALLOW, "GET, HEAD")
                        .end());
    }
}
