package dev.lictor.kubernetes.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.text.Foreign;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One context of one or more kubeconfig files, with its cluster and its user, as kubectl would use them (Kubernetes documentation,
 * "Organizing Cluster Access Using kubeconfig Files"). If several files define the same name, the first file wins. Extensions and fields
 * that Kubernetes does not define are ignored. A field that Kubernetes defines and Lictor does not support is a problem: it is better to
 * refuse than to act as another user, or over another connection. {@link KubeconfigField} lists the fields.
 */
record Kubeconfig(String context, Part cluster, Part user, Path file) {
    /** Kubernetes removed {@code v1alpha1} in 1.24. */
    private static final Set<String> TEXTS = Set.of(
            "server",
            "certificate-authority",
            "certificate-authority-data",
            "tls-server-name",
            "proxy-url",
            "client-certificate",
            "client-certificate-data",
            "client-key",
            "client-key-data",
            "token",
            "tokenFile",
            "username",
            "password",
            "as",
            "as-uid");

    private static final List<String> EXEC_VERSIONS =
            List.of("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1");

    private static final List<String> INTERACTIVE_MODES = List.of("Never", "IfAvailable", "Always");

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

        boolean isTrue(String field) {
            return fields.path(field).asBoolean();
        }

        String problem(String field, String why) {
            return "%s has %s, %s".formatted(this, field, why);
        }

        Path resolved(String field) {
            return file.toAbsolutePath().resolveSibling(text(field)).normalize();
        }

        /** The parts can hold a token or a password, which are not shown. */
        @Override
        public String toString() {
            return "%s '%s' of %s".formatted(kind, Foreign.word(name), file);
        }
    }

    /** The identity that the user impersonates. */
    record Impersonation(String user, String uid, List<String> groups, Map<String, List<String>> extra) {}

    /**
     * @param chosen the context that the user names in place of the files' current context
     * @return empty if all files are empty
     */
    static Optional<Kubeconfig> of(List<Source> sources, Optional<String> chosen) {
        var meant = sources.stream().filter(source -> source.tree().size() > 0).toList();
        if (meant.isEmpty()) {
            return Optional.empty();
        }
        var files = meant.stream().map(Source::file).map(Path::toString).collect(Collectors.joining(", "));
        var naming = meant.stream()
                .filter(source ->
                        !source.tree().path("current-context").asText("").isEmpty())
                .findFirst();
        var name = chosen.or(() -> naming.map(
                        source -> source.tree().path("current-context").asText()))
                .orElseThrow(() -> failure("%s has no current-context; name one of its contexts with --context: %s"
                        .formatted(files, names(meant, "context"))));
        var context = part(
                meant,
                "context",
                name,
                chosen.isPresent()
                        ? "--context"
                        : naming.map(source -> "current-context of " + source.file())
                                .orElse(files));
        return Optional.of(new Kubeconfig(
                name,
                part(meant, "cluster", context.text("cluster"), context.toString()),
                context.has("user")
                        ? part(meant, "user", context.text("user"), context.toString())
                        : new Part("user", "", context.file(), MissingNode.getInstance()),
                context.file()));
    }

    private static Part part(List<Source> sources, String kind, String name, String naming) {
        return parts(sources, kind)
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> failure("%s names the %s '%s', which does not exist; there are: %s"
                        .formatted(naming, kind, Foreign.word(name), names(sources, kind))));
    }

    private static String names(List<Source> sources, String kind) {
        var names = parts(sources, kind)
                .map(part -> Foreign.word(part.name()))
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    private static Stream<Part> parts(List<Source> sources, String kind) {
        return sources.stream()
                .flatMap(source -> StreamSupport.stream(
                                source.tree().path(kind + "s").spliterator(), false)
                        .map(named -> new Part(kind, named.path("name").asText(""), source.file(), named.path(kind))));
    }

    static KubernetesApiException failure(String words) {
        return new KubernetesApiException(KubernetesApiException.Reason.CONFIGURATION, words);
    }

    /** The fields in use that contradict each other or cannot be honoured. A problem names the field and the file. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        serverProblem().ifPresent(problems::add);
        if (cluster.isTrue("insecure-skip-tls-verify")
                && (cluster.has("certificate-authority") || cluster.has("certificate-authority-data"))) {
            problems.add(cluster.problem(
                    "insecure-skip-tls-verify", "which contradicts its certificate-authority; remove one of them"));
        }
        try {
            proxy();
        } catch (Proxy.UnusableProxyException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        problems.addAll(shapeProblems(cluster));
        problems.addAll(shapeProblems(user));
        userProblems(problems);
        exec().ifPresent(exec -> execProblems(exec, problems));
        return problems;
    }

    /** A list in place of a text would be read as no value, and the identity to impersonate would be left out silently. */
    private static List<String> shapeProblems(Part part) {
        return part.fields().properties().stream()
                .filter(field -> !field.getValue().isNull() && !hasItsShape(field.getKey(), field.getValue()))
                .map(field -> part.problem(field.getKey(), "which is not of the form that kubeconfigs have there"))
                .toList();
    }

    private static boolean hasItsShape(String field, JsonNode value) {
        return switch (field) {
            case "as-groups" -> isListOfTexts(value);
            case "as-user-extra" ->
                value.isObject() && value.properties().stream().allMatch(extra -> isListOfTexts(extra.getValue()));
            default -> !TEXTS.contains(field) || value.isValueNode();
        };
    }

    private static boolean isListOfTexts(JsonNode value) {
        return value.isArray()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isValueNode);
    }

    private Optional<String> serverProblem() {
        if (!cluster.has("server")) {
            return Optional.of(cluster + " has no server");
        }
        try {
            var uri = new URI(cluster.text("server"));
            var scheme = uri.getScheme();
            if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
                return Optional.of(cluster.problem(
                        "server: " + Foreign.word(cluster.text("server")),
                        "which does not begin with https://; write such as https://api.example.org:6443"));
            }
            if (uri.getRawUserInfo() != null) {
                return Optional.of(
                        cluster.problem("server", "whose URL holds a user; use username and password of the user"));
            }
            return uri.getHost() == null ? Optional.of(noUrl()) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.of(noUrl());
        }
    }

    private String noUrl() {
        return cluster.problem("server", "which is not a URL such as https://api.example.org:6443");
    }

    private void userProblems(List<String> problems) {
        if (user.has("auth-provider")) {
            problems.add(user.problem(
                    "auth-provider", "which Lictor does not support; use an exec plugin or a token in place of it"));
        }
        for (var field : List.of("as-uid", "as-groups", "as-user-extra")) {
            if (user.has(field) && !user.has("as")) {
                problems.add(user.problem(field, "but not as, the user to impersonate"));
            }
        }
        if (user.has("token") && (user.has("username") || user.has("password"))) {
            problems.add(user.problem("token", "and also username or password; remove one of them"));
        }
        if ((user.has("client-certificate") || user.has("client-certificate-data"))
                && !user.has("client-key")
                && !user.has("client-key-data")) {
            problems.add(user.problem("client-certificate", "but no client-key"));
        }
    }

    private void execProblems(JsonNode exec, List<String> problems) {
        if (exec.path("command").asText("").isEmpty()) {
            problems.add(user.problem("exec", "but no exec.command"));
        }
        var version = exec.path("apiVersion").asText("");
        if (!EXEC_VERSIONS.contains(version)) {
            problems.add(user.problem(
                    "exec.apiVersion: " + (version.isEmpty() ? "(none)" : Foreign.word(version)),
                    "and Lictor supports " + String.join(" and ", EXEC_VERSIONS)));
        }
        var mode = exec.path("interactiveMode").asText("");
        if (!mode.isEmpty() && !INTERACTIVE_MODES.contains(mode)) {
            problems.add(user.problem(
                    "exec.interactiveMode: " + Foreign.word(mode),
                    "which is none of " + String.join(", ", INTERACTIVE_MODES)));
        }
    }

    /** A URL that {@link #problems} has accepted. */
    URI server() {
        return URI.create(cluster.text("server"));
    }

    /** The proxy that the kubeconfig names, which wins over those of the environment. */
    Optional<Proxy> proxy() {
        return cluster.has("proxy-url")
                ? Optional.of(Proxy.ofField(cluster.text("proxy-url"), "proxy-url of " + cluster))
                : Optional.empty();
    }

    Optional<JsonNode> exec() {
        return user.has("exec") ? Optional.of(user.fields().path("exec")) : Optional.empty();
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
        return Optional.of(new Impersonation(
                user.text("as"), user.text("as-uid"), texts(user.fields().path("as-groups")), extra));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Shows only the context: the other fields can hold a token or a password. */
    @Override
    public String toString() {
        return "context '%s' of %s".formatted(Foreign.word(context), file);
    }
}
