package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real program with kubeconfigs as people have them, on a real API server. */
class KubeconfigIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MINIKUBES =
            "{\"provider\": \"example.org\", \"version\": \"v1.2.3\", \"last-update\": \"Mon, 30 Nov 2026 00:00:00 UTC\"}";

    @AutoClose
    private static ApiServer api;

    private static String token;

    @TempDir
    Path folder;

    @BeforeAll
    static void startApiServer() {
        api = ApiServer.start();
        api.kubectl("create", "serviceaccount", "operator", "--namespace=default");
        api.kubectl(
                "create",
                "clusterrolebinding",
                "operator",
                "--clusterrole=cluster-admin",
                "--serviceaccount=default:operator");
        token = api.kubectl("create", "token", "operator", "--namespace=default")
                .strip();
    }

    @Test
    void extensionsOfEveryFormAreIgnored() throws IOException {
        var extensions = JSON.readTree("""
                [{"name": "a", "extension": %s}, {"name": "b", "extension": {}}, {"name": "c", "extension": ["a"]},
                 {"name": "d", "extension": {"apiVersion": "example.org/v1", "kind": "Thing"}},
                 {"name": "e", "extension": "inner-cluster"}, {"name": "f", "extension": 7}, {"name": "g", "extension": null}]
                """.formatted(MINIKUBES));

        var said = diff(config -> {
            config.set("extensions", extensions);
            config.putObject("preferences").put("colors", true).set("extensions", extensions);
            config.put("surprise", 1);
            config.withObject("/clusters/0/cluster")
                    .put("disable-compression", true)
                    .set("extensions", extensions);
            config.withObject("/contexts/0/context").set("extensions", extensions);
            config.withObject("/users/0/user").put("surprise", true).set("extensions", extensions);
            config.withArray("/clusters")
                    .addObject()
                    .put("name", "other")
                    .putObject("cluster")
                    .put("server", "https://127.0.0.1:1")
                    .set("extensions", extensions);
        });

        assertThat(said.exitCode()).as(said.words()).isZero();
    }

    @Test
    void whoIsImpersonatedActs() throws IOException {
        var nobody = diff(config -> user(config).put("as", "system:serviceaccount:default:nobody"));
        var group = diff(config -> user(config)
                .put("as", "jane")
                .<ObjectNode>set(
                        "as-groups", JSON.createArrayNode().add("developers").add("system:masters"))
                .putObject("as-user-extra")
                .putArray("example.org/scopes")
                .add("view"));

        assertThat(nobody.exitCode()).as(nobody.words()).isEqualTo(4);
        assertThat(nobody.err()).contains("system:serviceaccount:default:nobody");
        assertThat(group.exitCode()).as(group.words()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"as-uid,7", "auth-provider,oidc"})
    void aFieldOfTheUserThatIsNotHonouredIsRefusedByName(String field, String value) throws IOException {
        var refused = diff(config -> {
            config.withObject("/clusters/0/cluster").put("server", "https://127.0.0.1:1");
            user(config).put("as", "jane").put(field, value);
        });

        assertThat(refused.exitCode()).as(refused.words()).isEqualTo(4);
        assertThat(refused.complaints())
                .hasSize(2)
                .first()
                .asString()
                .contains("user 'admin'", folder.resolve("kubeconfig").toString(), " has " + field + ", ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls-server-name", "proxy-url"})
    void aFieldOfTheClusterThatIsNotHonouredIsRefusedByName(String field) throws IOException {
        var refused = diff(config -> config.withObject("/clusters/0/cluster").put(field, "http://nowhere:1"));

        assertThat(refused.exitCode()).as(refused.words()).isEqualTo(4);
        assertThat(refused.err()).contains(" has " + field);
    }

    @Test
    void aTokenMayBeInAFileBesideTheKubeconfig() throws IOException {
        Files.writeString(folder.resolve("token"), token + "\n");

        var said =
                diff(config -> config.withObject("/users/0").putObject("user").put("tokenFile", "token"));

        assertThat(said.exitCode()).as(said.words()).isZero();
    }

    @Test
    void aPluginThatWritesToStandardErrorAndNeedsToKnowTheClusterIsAsked() throws IOException {
        var said = diff(config -> plugin(
                config,
                "echo your session ends in 5 minutes >&2; [ -n \"$KUBERNETES_EXEC_INFO\" ] || exit 3; [ \"$*\" = 'two words ; $HOME' ] || exit 4",
                "{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\", \"status\": {\"token\": \"%s\"}}"
                        .formatted(token)));

        assertThat(said.exitCode()).as(said.words()).isZero();
        assertThat(said.err()).contains("your session ends in 5 minutes");
        assertThat(said.words()).doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "a: %s: b",
                "{\"kind\": \"ExecCredential\", \"status\": {\"token\": \"%s\"",
                "{\"kind\": \"ExecCredential\", \"apiVersion\": \"other/v1\", \"status\": {\"token\": \"%s\"}}",
                "{\"kind\": \"Other\", \"status\": {\"token\": \"%s\"}}"
            })
    void aPluginsAnswerIsShownNowhere(String answer) throws IOException {
        var said = diff(config -> plugin(config, "echo log in first >&2", answer.formatted(token)));

        assertThat(said.exitCode()).as(said.words()).isEqualTo(4);
        assertThat(said.err()).contains("log in first", "the exec plugin ./plug of user 'admin'");
        assertThat(said.words()).doesNotContain(token).doesNotContain("Exception");
    }

    @Test
    void aKubeconfigThatIsNoYamlIsNotQuoted() throws IOException {
        var file =
                Files.writeString(folder.resolve("kubeconfig"), "users:\n- name: a\n  user: {token: " + token + "\n");

        var said = run(file);

        assertThat(said.exitCode()).as(said.words()).isEqualTo(4);
        assertThat(said.err()).contains("is not YAML in line");
        assertThat(said.words()).doesNotContain(token);
    }

    private void plugin(ObjectNode config, String script, String answer) {
        try {
            Files.writeString(folder.resolve("answer"), answer);
            var file = Files.writeString(
                    folder.resolve("plug"), "#!/bin/sh\n" + script + "\ncat \"$(dirname \"$0\")/answer\"\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        config.withObject("/users/0")
                .putObject("user")
                .putObject("exec")
                .put("apiVersion", "client.authentication.k8s.io/v1")
                .put("interactiveMode", "Never")
                .put("command", "./plug")
                .putArray("args")
                .add("two words")
                .add(";")
                .add("$HOME");
    }

    private static ObjectNode user(ObjectNode config) {
        return config.withObject("/users/0/user");
    }

    /** With the administrator's kubeconfig, changed. */
    private FinishedProcess diff(Consumer<ObjectNode> change) throws IOException {
        var config = (ObjectNode)
                JSON.readTree(api.kubectl("config", "view", "--raw", "--flatten", "--minify", "--output=json"));
        change.accept(config);
        return run(Files.writeString(folder.resolve("kubeconfig"), config.toPrettyString()));
    }

    private static FinishedProcess run(Path kubeconfig) {
        return LictorProcess.run(Map.of("KUBECONFIG", kubeconfig.toString()), "diff");
    }
}
