package dev.lictor.operations;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.operations.FileOutcome.Action;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A folder of Kubernetes objects for kustomize, one file for each object. Rendering again changes only the files whose objects have changed.
 */
public final class ManifestFolder {
    private static final String INDEX = "kustomization.yaml";
    private static final Pattern SECRET =
            Pattern.compile("^[\"']?kind[\"']?\\s*:\\s*[\"']?Secret\\b", Pattern.MULTILINE);
    private static final String HEAD = FolderFiles.MARK
            + ", and overwritten by the next: what you add belongs in a folder of its own that names this one.\n";

    private final FolderFiles files;

    private ManifestFolder(FolderFiles files) {
        this.files = files;
    }

    /** @throws FolderRefusedException if the folder is not empty and Lictor did not write it */
    public static ManifestFolder open(Path folder) {
        var files = new FolderFiles(folder);
        if (!files.foreign().isEmpty() && !files.ours().containsKey(INDEX)) {
            throw new FolderRefusedException(
                    "%s is not empty, and not a folder that lictor render has written (%s); name another"
                            .formatted(folder, String.join(", ", files.foreign())));
        }
        return new ManifestFolder(files);
    }

    /** The Secrets in the folder, by name. @throws FolderRefusedException if there are certificates without their CA */
    public Map<String, Secret> secrets(ClusterSpec spec) {
        var secrets = new TreeMap<String, Secret>();
        files.ours().values().stream().filter(ManifestFolder::isSecret).forEach(text -> {
            var secret = Serialization.unmarshal(text, Secret.class);
            secrets.put(secret.getMetadata().getName(), secret);
        });
        var names = spec.names();
        var signed = secrets.containsKey(names.serverSecret()) || secrets.containsKey(names.clientSecret());
        if (signed && !secrets.containsKey(names.caSecret())) {
            throw new FolderRefusedException(
                    "%s holds certificates, but not %s, the CA that signed them; put it back, or render without --with-secrets"
                            .formatted(files.folder(), file("Secret", names.caSecret())));
        }
        return secrets;
    }

    /**
     * Writes the files that do not exist yet or have changed, and removes those that are no longer rendered.
     *
     * @param secrets the Secrets; existing ones are kept
     * @param objects the objects, in the order in which kustomize lists them
     * @throws FolderRefusedException before anything is written, if a file of another program has one of the names
     */
    public List<FileOutcome> write(HasMetadata namespace, Collection<Secret> secrets, List<HasMetadata> objects) {
        var wanted = new LinkedHashMap<String, String>();
        wanted.put(file(namespace), text(namespace));
        wanted.putAll(keyMaterial(secrets));
        objects.forEach(object -> wanted.put(file(object), text(object)));
        wanted.put(INDEX, index(List.copyOf(wanted.keySet())));
        refuseToOverwrite(
                wanted.keySet().stream().filter(files.foreign()::contains).toList());

        var outcomes = new ArrayList<FileOutcome>();
        wanted.forEach((name, text) -> outcomes.add(new FileOutcome(name, written(name, text))));
        files.ours().keySet().stream().filter(name -> !wanted.containsKey(name)).forEach(name -> {
            files.remove(name);
            outcomes.add(new FileOutcome(name, Action.REMOVED));
        });
        files.foreign().forEach(name -> outcomes.add(new FileOutcome(name, Action.FOREIGN)));
        return outcomes;
    }

    private Map<String, String> keyMaterial(Collection<Secret> secrets) {
        var texts = new TreeMap<String, String>();
        secrets.forEach(secret -> texts.put(file(secret), text(secret)));
        files.ours().entrySet().stream()
                .filter(file -> isSecret(file.getValue()))
                .forEach(file -> texts.put(file.getKey(), file.getValue()));
        return texts;
    }

    private Action written(String name, String text) {
        if (isSecret(text)) {
            if (files.ours().containsKey(name)) {
                return Action.KEPT;
            }
            files.createPrivate(name, text);
            return Action.WRITTEN;
        }
        if (text.equals(files.ours().get(name))) {
            return Action.UNCHANGED;
        }
        files.write(name, text);
        return Action.WRITTEN;
    }

    private void refuseToOverwrite(List<String> inTheWay) {
        if (!inTheWay.isEmpty()) {
            throw new FolderRefusedException(
                    "%s has files that lictor has not written and would overwrite: %s; move them away"
                            .formatted(files.folder(), String.join(", ", inTheWay)));
        }
    }

    private static String index(List<String> names) {
        return HEAD + "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- "
                + String.join("\n- ", names) + "\n";
    }

    private static String text(HasMetadata object) {
        return HEAD + Serialization.asYaml(object);
    }

    private static String file(HasMetadata object) {
        return file(object.getKind(), object.getMetadata().getName());
    }

    private static String file(String kind, String name) {
        return "%s-%s.yaml".formatted(kind.toLowerCase(Locale.ROOT), name);
    }

    /** Whether the text is a Secret, also after an editor or a formatter changed it. */
    private static boolean isSecret(String text) {
        return SECRET.matcher(text).find();
    }
}
