package dev.lictor.cli;

import dev.lictor.config.SettingsSource;
import dev.lictor.sidecar.SidecarSpec;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.QuarkusBindException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What has to be settled before Quarkus opens the sidecar's port, and what is said if that fails. */
public final class SidecarStart {
    private SidecarStart() {}

    /** What Quarkus has to be told by system properties; empty if the settings are invalid, which has been said and has ended it all. */
    public static Optional<Map<String, String>> properties(Map<String, String> environment) {
        try {
            var spec =
                    SidecarSpec.of(SettingsSource.environmentOnly(environment).read());
            var properties = new HashMap<>(Map.of(
                    "quarkus.http.host",
                    spec.host(),
                    "quarkus.http.port",
                    Integer.toString(spec.port()),
                    ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY,
                    "serviceload"));
            spec.certificate().ifPresent(certificate -> {
                ServerCertificateCheck.check(certificate);
                properties.put("quarkus.http.insecure-requests", "disabled");
                properties.put("quarkus.http.ssl-port", Integer.toString(spec.port()));
                properties.put("quarkus.http.ssl.certificate.files", certificate.certificateFile());
                properties.put("quarkus.http.ssl.certificate.key-files", certificate.keyFile());
                properties.put("quarkus.http.ssl.certificate.reload-period", "30s"); // the shortest that Quarkus takes
            });
            return Optional.of(Map.copyOf(properties));
        } catch (RuntimeException e) {
            exit(told(e));
            return Optional.empty();
        }
    }

    /** Quarkus' exit handler: it would otherwise advise to kill whoever holds the port. */
    public static void ended(int exitCode, @Nullable Throwable cause) {
        if (cause == null) {
            exit(exitCode);
            return;
        }
        var taken = Stream.iterate(cause, e -> e != null, Throwable::getCause)
                .filter(QuarkusBindException.class::isInstance)
                .map(QuarkusBindException.class::cast)
                .findFirst();
        exit(told(taken.<Throwable>map(e -> new CommandFailure(
                        ExitCode.UNEXPECTED,
                        "cannot listen on %s, port %d: %s\nIs another sidecar running? LICTOR_SIDECAR_PORT and LICTOR_SIDECAR_HOST choose others."
                                .formatted(e.getHost(), e.getPort(), e.getMessage())))
                .orElse(cause)));
    }

    private static int told(Throwable failure) {
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return ErrorHandler.tell(failure, err);
    }

    private static void exit(int exitCode) {
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(exitCode, null);
    }
}
