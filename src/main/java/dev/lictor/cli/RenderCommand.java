package dev.lictor.cli;

import dev.lictor.bootstrap.keys.KeyMaterialFactory;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.manifests.DesiredObjects;
import dev.lictor.manifests.NamespaceObject;
import dev.lictor.operations.ManifestFolder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description =
                "Prints the objects that bootstrap would create as YAML, or writes them as a kustomize folder. Connects to no cluster.")
public final class RenderCommand implements Callable<Integer>, InputProblems.Judged {
    @Mixin
    SettingsOptions settingsOptions = new SettingsOptions();

    @Option(
            names = "--with-secrets",
            description =
                    "Also create key material and render the Secrets that hold it. Printed key material is new each time. Keep the output safe.")
    boolean withSecrets;

    @Option(
            names = "--output-dir",
            paramLabel = "DIR",
            description =
                    "Write one file for each object, and a kustomization.yaml that lists them, instead of printing. Existing key material stays.")
    @Nullable
    Path folder;

    @Spec
    CommandSpec command = CommandSpec.create();

    private record Input(ClusterSpec spec, Optional<ManifestFolder> folder) {}

    private Input input() {
        var problems = new InputProblems();
        var manifests = problems.read(() -> Optional.ofNullable(folder).map(ManifestFolder::open));
        var spec = problems.read(() -> settingsOptions.read().specification(Version.release()));
        problems.raise();
        return new Input(spec.orElseThrow(), manifests.orElseThrow());
    }

    @Override
    public void judgeInput() {
        input();
    }

    @Override
    public Integer call() {
        var input = input();
        var spec = input.spec();
        spec.storage().shortage().ifPresent(why -> complain("warning: " + why));
        input.folder().ifPresentOrElse(manifests -> write(spec, manifests), () -> print(spec));
        command.commandLine().getOut().flush();
        return ExitCode.DONE.number();
    }

    private void print(ClusterSpec spec) {
        var objects = new ArrayList<HasMetadata>(List.of(NamespaceObject.of(spec)));
        objects.addAll(secrets(spec, Map.of()).values());
        objects.addAll(DesiredObjects.of(spec));
        var out = command.commandLine().getOut();
        objects.forEach(object -> out.print(Serialization.asYaml(object)));
    }

    private void write(ClusterSpec spec, ManifestFolder manifests) {
        var secrets = withSecrets ? secrets(spec, manifests.secrets(spec)) : Map.<String, Secret>of();
        manifests
                .write(NamespaceObject.of(spec), secrets.values(), DesiredObjects.of(spec))
                .forEach(command.commandLine().getOut()::println);
        if (withSecrets) {
            complain("secret-*.yaml files hold private keys; never commit them unencrypted");
        }
    }

    private void complain(String line) {
        var err = command.commandLine().getErr();
        err.println("lictor: " + line);
        err.flush();
    }

    private Map<String, Secret> secrets(ClusterSpec spec, Map<String, Secret> present) {
        return withSecrets
                ? new KeyMaterialFactory(spec, new SecureRandom(), Clock.systemUTC()).all(present)
                : Map.of();
    }
}
