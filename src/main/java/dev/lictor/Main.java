package dev.lictor;

import dev.lictor.cli.LictorCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import picocli.CommandLine.IFactory;

/** Starts Quarkus with the parts that the role needs: only a sidecar serves HTTP and polls. */
@QuarkusMain
public final class Main implements QuarkusApplication {
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
        var role = Role.of(args);
        try {
            role.properties().forEach(System::setProperty);
            Quarkus.run(Main.class, args);
        } finally {
            role.properties().keySet().forEach(System::clearProperty);
        }
    }
}
