package dev.lictor.cli;

import dev.lictor.cluster.PortCertificate;
import dev.lictor.config.SettingsSource;
import dev.lictor.sidecar.SidecarSpec;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.QuarkusBindException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prepares the sidecar before Quarkus opens its port, and reports the failure if Quarkus cannot start. */
public final class SidecarStart {
    private SidecarStart() {}

    /** The system properties for Quarkus. Empty if the settings are invalid: the problems are printed, and the process exits. */
    public static Optional<Map<String, String>> properties(Map<String, String> environment) {
        try {
            var spec = input(environment);
            var properties = new HashMap<>(Map.of(
                    "quarkus.http.host",
                    spec.host(),
                    "quarkus.http.port",
                    Integer.toString(spec.port()),
                    ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY,
                    "serviceload"));
            spec.certificate().ifPresent(certificate -> {
                properties.put("quarkus.http.insecure-requests", "disabled");
                properties.put("quarkus.http.ssl-port", Integer.toString(spec.port()));
                properties.put("quarkus.http.ssl.certificate.files", certificate.certificateFile());
                properties.put("quarkus.http.ssl.certificate.key-files", certificate.keyFile());
                properties.put("quarkus.http.ssl.certificate.reload-period", "30s"); // Quarkus' minimum
            });
            return Optional.of(Map.copyOf(properties));
        } catch (RuntimeException e) {
            exit(report(e));
            return Optional.empty();
        }
    }

    /** The settings, and the files of the certificate that the sidecar serves: all that Quarkus would fail at later. */
    private static SidecarSpec input(Map<String, String> environment) {
        var problems = new InputProblems();
        var reading = SettingsSource.environmentOnly(environment).read();
        var spec = problems.read(() -> SidecarSpec.of(reading));
        reading.read()
                .flatMap(settings -> PortCertificate.of(
                        settings.sidecar().certificateFile(), settings.sidecar().keyFile(), new ArrayList<>()))
                .ifPresent(certificate -> problems.read(() -> PortCertificateCheck.checked(certificate)));
        problems.raise();
        return spec.orElseThrow();
    }

    /** Quarkus' exit handler. Quarkus' default handler advises to kill the process that holds the port. */
    public static void ended(int exitCode, @Nullable Throwable cause) {
        if (cause == null) {
            exit(exitCode);
            return;
        }
        var bindFailure = Stream.iterate(cause, e -> e != null, Throwable::getCause)
                .filter(QuarkusBindException.class::isInstance)
                .map(QuarkusBindException.class::cast)
                .findFirst();
        exit(report(bindFailure
                .<Throwable>map(e -> new CommandFailure(
                        ExitCode.UNEXPECTED,
                        "cannot listen on %s, port %d: %s\nIf another sidecar runs, choose another port or address with LICTOR_SIDECAR_PORT or LICTOR_SIDECAR_HOST."
                                .formatted(e.getHost(), e.getPort(), e.getMessage())))
                .orElse(cause)));
    }

    private static int report(Throwable failure) {
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return ErrorHandler.report(failure, err);
    }

    private static void exit(int exitCode) {
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(exitCode, null);
    }
}
