package dev.lictor.cli;

import dev.lictor.bootstrap.KeyMaker;
import dev.lictor.bootstrap.objects.DesiredObjects;
import dev.lictor.bootstrap.objects.NamespaceObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description = "Prints the objects that bootstrap would make, as YAML, without asking a cluster.")
public final class RenderCommand implements Callable<Integer> {
    @Mixin
    SettingsOptions settingsOptions = new SettingsOptions();

    @Option(
            names = "--with-secrets",
            description =
                    "Also make key material, a new one each time, and print the Secrets that hold it. Keep the output safe.")
    boolean withSecrets;

    @Spec
    CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        var spec = settingsOptions.read().specification(Version.release());
        var objects = new ArrayList<HasMetadata>(List.of(NamespaceObject.of(spec)));
        if (withSecrets) {
            objects.addAll(new KeyMaker(spec, new SecureRandom(), Clock.systemUTC())
                    .all()
                    .values());
        }
        objects.addAll(DesiredObjects.of(spec));
        var out = command.commandLine().getOut();
        objects.forEach(object -> out.print(Serialization.asYaml(object)));
        out.flush();
        return ExitCode.DONE.number();
    }
}
