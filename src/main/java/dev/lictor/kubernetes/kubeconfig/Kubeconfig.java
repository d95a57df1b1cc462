package dev.lictor.kubernetes.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.text.Foreign;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * The current context of one or more kubeconfig files, with its cluster and its user, as kubectl would use them (Kubernetes documentation,
 * "Organizing Cluster Access Using kubeconfig Files"). If several files define the same name, the first file wins. Extensions and fields
 * that Kubernetes does not define are ignored. A field that Kubernetes defines and Lictor does not support is a problem: it is better to
 * refuse than to act as another user, or over another connection.
 */
record Kubeconfig(String context, Part cluster, Part user, String namespace) {
    private static final List<String> OF_CLUSTERS =
            List.of("server", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url");
    private static final List<String> OF_USERS =
            List.of("client-certificate-data", "client-key-data", "token", "username", "password");

    /** A file and what it holds. */
    record Source(Path file, JsonNode tree) {}

    /**
     * A named cluster, user or context.
     *
     * @param file the file that defines it; relative paths start at its folder
     */
    record Part(String kind, String name, Path file, JsonNode fields) {
        boolean has(String field) {
            var value = fields.path(field);
            return !value.isNull()
                    && (value.isContainerNode()
                            ? !value.isEmpty()
                            : !value.asText("").isEmpty());
        }

        String text(String field) {
            return fields.path(field).asText("");
        }

        String problem(String field, String why) {
            return "%s has %s, %s".formatted(this, field, why);
        }

        Path resolved(String field) {
            return file.toAbsolutePath().resolveSibling(text(field));
        }

        @Override
        public String toString() {
            return "%s '%s' of %s".formatted(kind, Foreign.word(name), file);
        }
    }

    /** The identity that the user impersonates. */
    record Impersonation(String user, List<String> groups, Map<String, List<String>> extra) {}

    /** @return empty if all files are empty */
    static Optional<Kubeconfig> of(List<Source> sources) {
        var meant = sources.stream().filter(source -> source.tree().size() > 0).toList();
        if (meant.isEmpty()) {
            return Optional.empty();
        }
        var naming = meant.stream()
                .filter(source ->
                        !source.tree().path("current-context").asText("").isEmpty())
                .findFirst()
                .orElseThrow(() -> failure(
                        "%s has no current-context".formatted(meant.getFirst().file())));
        var name = naming.tree().path("current-context").asText();
        var context = part(meant, "context", name, naming.file());
        return Optional.of(new Kubeconfig(
                name,
                part(meant, "cluster", context.text("cluster"), context.file()),
                context.has("user")
                        ? part(meant, "user", context.text("user"), context.file())
                        : new Part("user", "", context.file(), MissingNode.getInstance()),
                context.text("namespace")));
    }

    private static Part part(List<Source> sources, String kind, String name, Path naming) {
        return sources.stream()
                .flatMap(source -> StreamSupport.stream(
                                source.tree().path(kind + "s").spliterator(), false)
                        .filter(named -> named.path("name").asText("").equals(name))
                        .map(named -> new Part(kind, name, source.file(), named.path(kind))))
                .findFirst()
                .orElseThrow(() -> failure(
                        "%s names the %s '%s', which does not exist".formatted(naming, kind, Foreign.word(name))));
    }

    static KubernetesApiException failure(String words) {
        return new KubernetesApiException(KubernetesApiException.Reason.CONFIGURATION, words);
    }

    /** The fields in use that cannot be honoured. A problem names the field and the file. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        if (!cluster.has("server")) {
            problems.add(cluster + " has no server");
        }
        unhonoured(problems, cluster, "tls-server-name");
        // The client uses an http:// proxy only for servers without TLS.
        if (starts(cluster.text("proxy-url"), "http://") && starts(cluster.text("server"), "https://")) {
            problems.add(
                    cluster.problem("proxy-url: http://, which Lictor does not support", "set HTTPS_PROXY instead"));
        }
        unhonoured(problems, user, "as-uid");
        unhonoured(problems, user, "auth-provider");
        for (var field : List.of("as-groups", "as-user-extra")) {
            if (user.has(field) && !user.has("as")) {
                problems.add(user.problem(field, "but not as, the user to impersonate"));
            }
        }
        if (exec().isPresent()
                && exec().get().path("interactiveMode").asText("").equals("Always")) {
            problems.add(user.problem("exec.interactiveMode: Always", "but Lictor has no terminal for the plugin"));
        }
        return problems;
    }

    private static void unhonoured(List<String> problems, Part part, String field) {
        if (part.has(field)) {
            problems.add(part.problem(field, "which Lictor does not support"));
        }
    }

    private static boolean starts(String url, String scheme) {
        return url.toLowerCase(Locale.ROOT).startsWith(scheme);
    }

    Optional<JsonNode> exec() {
        return user.has("exec") ? Optional.of(user.fields().path("exec")) : Optional.empty();
    }

    Optional<Path> tokenFile() {
        return user.has("tokenFile") ? Optional.of(user.resolved("tokenFile")) : Optional.empty();
    }

    Optional<Impersonation> impersonation() {
        if (!user.has("as")) {
            return Optional.empty();
        }
        var extra = new TreeMap<String, List<String>>();
        user.fields()
                .path("as-user-extra")
                .properties()
                .forEach(entry -> extra.put(entry.getKey(), texts(entry.getValue())));
        return Optional.of(
                new Impersonation(user.text("as"), texts(user.fields().path("as-groups")), extra));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** A kubeconfig with only the fields that are in use and that the client supports, and with absolute paths. */
    ObjectNode cleaned() {
        var clean = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "v1")
                .put("kind", "Config")
                .put("current-context", context);
        var ofCluster =
                clean.putArray("clusters").addObject().put("name", "cluster").putObject("cluster");
        copy(cluster, ofCluster, OF_CLUSTERS);
        paths(cluster, ofCluster, List.of("certificate-authority"));
        var ofUser = clean.putArray("users").addObject().put("name", "user").putObject("user");
        copy(user, ofUser, OF_USERS);
        paths(user, ofUser, List.of("client-certificate", "client-key"));
        var ofContext = clean.putArray("contexts")
                .addObject()
                .put("name", context)
                .putObject("context")
                .put("cluster", "cluster")
                .put("user", "user");
        if (!namespace.isEmpty()) {
            ofContext.put("namespace", namespace);
        }
        return clean;
    }

    private static void copy(Part from, ObjectNode to, List<String> fields) {
        for (var field : fields) {
            if (from.has(field)) {
                var value = from.fields().path(field);
                if (value.isBoolean()) {
                    to.put(field, value.booleanValue());
                } else {
                    to.put(field, value.asText());
                }
            }
        }
    }

    private static void paths(Part from, ObjectNode to, List<String> fields) {
        for (var field : fields) {
            // The inline data of a field wins over the file.
            if (from.has(field) && !from.has(field + "-data")) {
                to.put(field, from.resolved(field).toString());
            }
        }
    }

    /** Shows only the context: the other fields can hold a token or a password. */
    @Override
    public String toString() {
        return "Kubeconfig[context %s]".formatted(context);
    }
}
