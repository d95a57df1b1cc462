package dev.lictor.cluster.pods;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.cluster.ExtraConfiguration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Extra volumes of the pods, and their mounts in the Consul container, in the form of a pod's {@code volumes} and of a container's
 * {@code volumeMounts}. Sorted, because their order has no meaning and must not cause a change.
 */
public record ExtraVolumes(List<JsonNode> volumes, List<JsonNode> mounts) {
    /** The root of the paths where Lictor mounts its own volumes. */
    public static final Path OURS = Path.of("/consul");

    public static final Set<String> OUR_VOLUMES =
            Set.of("data", "tls", "tokens", "gossip", "shared-configuration", "own-configuration");
    /** The volume types that the Pod Security Standards allow at the level "restricted". */
    private static final Set<String> RESTRICTED = new TreeSet<>(Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "persistentVolumeClaim",
            "projected",
            "secret"));

    private static final ObjectMapper JSON = new ObjectMapper();

    public ExtraVolumes {
        volumes = sorted(volumes, "name");
        mounts = sorted(mounts, "mountPath");
    }

    private static List<JsonNode> sorted(List<JsonNode> nodes, String by) {
        return nodes.stream()
                .<JsonNode>map(JsonNode::deepCopy)
                .sorted(Comparator.comparing(node -> ExtraConfiguration.text(node, by)))
                .toList();
    }

    public List<String> problems() {
        var problems = new ArrayList<String>();
        var names = new TreeSet<String>();
        for (var volume : volumes) {
            var name = ExtraConfiguration.text(volume, "name");
            if (name.isEmpty() || !names.add(name)) {
                problems.add("lictor.extra.volumes has a volume without a unique name; give each a different name");
            }
            if (OUR_VOLUMES.contains(name)) {
                problems.add(
                        "lictor.extra.volumes has '%s', which is a volume of Lictor; use another name".formatted(name));
            }
            kindProblems(problems, volume, name);
            formProblems(problems, "lictor.extra.volumes", volume, Volume.class);
        }
        var paths = new TreeSet<Path>();
        for (var mount : mounts) {
            mountProblems(problems, mount, names);
            formProblems(problems, "lictor.extra.mounts", mount, VolumeMount.class);
            var path = ExtraConfiguration.text(mount, "mountPath");
            if (!paths.add(Path.of(path).normalize())) {
                problems.add("lictor.extra.mounts has %s twice; use a path only once".formatted(path));
            }
        }
        names.stream()
                .filter(name -> mounts.stream()
                        .noneMatch(
                                mount -> ExtraConfiguration.text(mount, "name").equals(name)))
                .forEach(name -> problems.add(
                        "lictor.extra.volumes has '%s', but lictor.extra.mounts does not mount it; add a mount, or leave the volume out"
                                .formatted(name)));
        return problems;
    }

    private static void kindProblems(List<String> problems, JsonNode volume, String name) {
        var kinds = StreamSupport.stream(((Iterable<String>) volume::fieldNames).spliterator(), false)
                .filter(field -> !field.equals("name"))
                .collect(Collectors.toCollection(TreeSet::new));
        if (kinds.size() != 1 || !RESTRICTED.containsAll(kinds)) {
            problems.add("volume '%s' of lictor.extra.volumes is of kind '%s'; restricted Pod Security allows one of %s"
                    .formatted(name, String.join(", ", kinds), String.join(", ", RESTRICTED)));
        }
    }

    /** Reports values of a wrong type, which cannot be converted to the model. Unknown fields are left to the API server to refuse. */
    private static void formProblems(List<String> problems, String setting, JsonNode node, Class<?> form) {
        try {
            JSON.treeToValue(node, form);
        } catch (JsonProcessingException e) {
            problems.add("%s has %s, which is not a valid %s: %s"
                    .formatted(setting, node, form.getSimpleName(), e.getOriginalMessage()));
        }
    }

    private static void mountProblems(List<String> problems, JsonNode mount, Set<String> names) {
        var name = ExtraConfiguration.text(mount, "name");
        var text = ExtraConfiguration.text(mount, "mountPath");
        if (!names.contains(name)) {
            problems.add(
                    "lictor.extra.mounts mounts '%s', which lictor.extra.volumes does not have; use a volume of that list"
                            .formatted(name));
        }
        var path = Path.of(text).normalize();
        if (!path.isAbsolute() || path.startsWith(OURS) || OURS.startsWith(path)) {
            problems.add(
                    "lictor.extra.mounts mounts '%s' at '%s'; use a path such as /extra, outside of %s, where Lictor mounts its own"
                            .formatted(name, text, OURS));
        }
    }
}
