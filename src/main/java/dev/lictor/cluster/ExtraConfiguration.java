package dev.lictor.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.cluster.pods.ExtraVolumes;
import dev.lictor.cluster.pods.Label;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Additions to the objects and to Consul's configuration. They replace nothing that {@link ReservedKeys} reserves for Lictor.
 *
 * @param labels of all objects and pods; a Secret gets them only when it is created
 * @param annotations of all objects and pods, as the labels
 * @param podLabels of the pods only
 * @param podAnnotations of the pods only
 * @param consul keys of the configuration that all servers share
 */
public record ExtraConfiguration(
        Map<String, String> labels,
        Map<String, String> annotations,
        Map<String, String> podLabels,
        Map<String, String> podAnnotations,
        ExtraVolumes volumes,
        ObjectNode consul) {
    /** Prefixes of the labels by which Lictor finds objects, and the StatefulSet controller pods. */
    private static final List<String> RESERVED =
            List.of("app.kubernetes.io/", "lictor.dev/", "statefulset.kubernetes.io/", "apps.kubernetes.io/");

    private static final String RESERVED_BY_CONTROLLER = "controller-revision-hash";

    public ExtraConfiguration {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
        podLabels = Collections.unmodifiableMap(new TreeMap<>(podLabels));
        podAnnotations = Collections.unmodifiableMap(new TreeMap<>(podAnnotations));
        consul = consul.deepCopy();
    }

    List<String> problems() {
        var problems = new ArrayList<String>();
        labels.forEach(
                (key, value) -> labelProblem("lictor.extra.labels", key, value).ifPresent(problems::add));
        podLabels.forEach((key, value) ->
                labelProblem("lictor.extra.pod-labels", key, value).ifPresent(problems::add));
        annotations
                .keySet()
                .forEach(key -> keyProblem("lictor.extra.annotations", key).ifPresent(problems::add));
        podAnnotations
                .keySet()
                .forEach(key -> keyProblem("lictor.extra.pod-annotations", key).ifPresent(problems::add));
        problems.addAll(volumes.problems());
        problems.addAll(ReservedKeys.problems(consul));
        return problems;
    }

    /** Whether there is a configuration of the user, which Lictor's tests do not know. */
    public boolean hasConsulKeys() {
        return !consul.isEmpty();
    }

    /** The ports that the extra configuration opens, by their keys in Consul's configuration. Keys that Lictor sets are no part of it. */
    Map<String, Integer> ports() {
        var ports = new TreeMap<String, Integer>();
        for (var field : at(consul, "ports").properties()) {
            var key = "ports." + field.getKey().toLowerCase(Locale.ROOT);
            if (!ReservedKeys.contains(key) && field.getValue().asInt() > 0) {
                ports.put(key, field.getValue().asInt());
            }
        }
        return ports;
    }

    /** Whether ACLs are enabled with the default policy {@code deny}. */
    public boolean denyByAcls() {
        var acl = at(consul, "acl");
        var policy = at(acl, "default_policy")
                .asText(at(consul, "acl_default_policy").asText(""));
        return at(acl, "enabled").asBoolean() && policy.equals("deny");
    }

    /** Consul ignores the case of keys. */
    private static JsonNode at(JsonNode object, String key) {
        return object.properties().stream()
                .filter(field -> field.getKey().equalsIgnoreCase(key))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    static Optional<String> labelProblem(String setting, String key, String value) {
        return keyProblem(setting, key).or(() -> Label.problem(key, value).map(problem -> setting + ": " + problem));
    }

    private static Optional<String> keyProblem(String setting, String key) {
        return Label.keyProblem(key)
                .map(problem -> setting + ": " + problem)
                .or(() ->
                        key.equals(RESERVED_BY_CONTROLLER) || RESERVED.stream().anyMatch(key::startsWith)
                                ? Optional.of(
                                        "%s has %s, which is reserved for finding objects and pods; use a key of your own, such as example.org/team"
                                                .formatted(setting, key))
                                : Optional.empty());
    }

    /** A text field; empty if it is missing. */
    public static String text(JsonNode object, String field) {
        return object.path(field).asText("");
    }
}
