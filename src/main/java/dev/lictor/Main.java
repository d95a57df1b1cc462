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

/** Starts Quarkus with the parts that the role needs: only a sidecar serves HTTP and polls. */
@QuarkusMain
public final class Main implements QuarkusApplication {
    private static final Map<String, String> NEITHER_HTTP_NOR_SCHEDULER =
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
        Signals.dumpNoHeap();
        // Clients keep a key in a store in memory, behind a password of their own, which is stretched at 0.1 s a time
        // for nothing.
        System.setProperty("keystore.pkcs12.keyPbeIterationCount", "1");
        switch (Role.of(args)) {
            case COMMAND -> run(NEITHER_HTTP_NOR_SCHEDULER, () -> Quarkus.run(Main.class, args));
            case SIDECAR ->
                SidecarStart.properties(System.getenv())
                        .ifPresent(properties ->
                                run(properties, () -> Quarkus.run(Main.class, SidecarStart::ended, args)));
        }
    }

    /** By system properties, which would leak into later tests of the same JVM if they stayed. */
    private static void run(Map<String, String> properties, Runnable quarkus) {
        try {
            properties.forEach(System::setProperty);
            quarkus.run();
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }
}
