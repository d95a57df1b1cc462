package dev.lictor;

import dev.lictor.cli.LictorCommand;
import dev.lictor.cli.SidecarStart;
import dev.lictor.nativeimage.Signals;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.util.Map;
import picocli.CommandLine.IFactory;

/** The entry point. Starts Quarkus with the parts that the role needs: only a sidecar serves HTTP and runs scheduled methods. */
@QuarkusMain
public final class Main implements QuarkusApplication {
    private static final Map<String, String> NO_HTTP_NO_SCHEDULER =
            Map.of("quarkus.http.host-enabled", "false", "quarkus.scheduler.enabled", "false");

    private final IFactory factory;

    @Inject
    Main(IFactory factory) {
        this.factory = factory;
    }

    @Override
    public int run(String... args) {
        return LictorCommand.execute(factory, args);
    }

    public static void main(String... args) {
        Signals.disableHeapDump();
        // TLS clients keep their key in an in-memory key store with a random password. Deriving a key from that
        // password takes 0.1 s with the default number of iterations and protects nothing.
        System.setProperty("keystore.pkcs12.keyPbeIterationCount", "1");
        switch (Role.of(args)) {
            case COMMAND -> run(NO_HTTP_NO_SCHEDULER, () -> Quarkus.run(Main.class, args));
            case SIDECAR ->
                SidecarStart.properties(System.getenv())
                        .ifPresent(properties ->
                                run(properties, () -> Quarkus.run(Main.class, SidecarStart::ended, args)));
        }
    }

    /** Sets the system properties only while Quarkus runs, so that they do not leak into later tests of the same JVM. */
    private static void run(Map<String, String> properties, Runnable quarkus) {
        try {
            properties.forEach(System::setProperty);
            quarkus.run();
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }
}
