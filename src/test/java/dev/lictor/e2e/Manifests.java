package dev.lictor.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A copy of {@code k8s/}, changed as users change it: image, namespace, settings. Its CronJob is suspended: a scenario decides when a run
 * begins.
 */
record Manifests(Path folder, Path kustomization, Path settings, String original) {

    /**
     * Copies all of it.
     *
     * @param part the kustomization to apply, below {@code k8s/}
     * @param image of Lictor
     */
    static Manifests copy(String part, String image, String namespace) {
        var from = Path.of("k8s");
        var to = Path.of("target/e2e/k8s-" + namespace);
        try (var files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file));
            }
            var cronJob = to.resolve("base/cron-job.yaml");
            Files.writeString(
                    cronJob, Files.readString(cronJob).replaceFirst("(?m)^  schedule: .*$", "$0\n  suspend: true"));
            var folder = to.resolve(part);
            var kustomization = folder.resolve("kustomization.yaml");
            var settings = folder.resolve("lictor.properties");
            var name = image.substring(0, image.lastIndexOf(':'));
            var tag = image.substring(image.lastIndexOf(':') + 1);
            Files.writeString(
                    kustomization,
                    Files.readString(kustomization)
                            .replace("namespace: consul", "namespace: " + namespace)
                            .replaceAll("  newTag: .*", "  newName: %s%n  newTag: %s".formatted(name, tag)));
            var role = folder.resolve("role.yaml");
            Files.writeString(
                    role,
                    Files.readString(role)
                            .replace(
                                    "resources: [namespaces]\n  resourceNames: [consul]",
                                    "resources: [namespaces]\n  resourceNames: [" + namespace + "]"));
            var made = new Manifests(
                    folder,
                    kustomization,
                    settings,
                    Files.readString(settings)
                            .replace("lictor.namespace=consul\n", "lictor.namespace=" + namespace + "\n"));
            made.set(Map.of());
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of those below {@code k8s/}. */
    void use(String component) {
        try {
            Files.writeString(kustomization, "%ncomponents: [%s]%n".formatted(component), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds these settings to the original file, without those of an earlier call. */
    void set(Map<String, String> settingsBeside) {
        var lines = settingsBeside.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .sorted()
                .collect(Collectors.joining());
        try {
            Files.writeString(
                    settings,
                    original.lines()
                                    .filter(line -> settingsBeside.keySet().stream()
                                            .noneMatch(key -> line.startsWith(key + "=")))
                                    .collect(Collectors.joining("\n"))
                            + "\n" + lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
