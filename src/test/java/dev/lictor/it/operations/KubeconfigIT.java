package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.pki.Ca;
import dev.lictor.pki.Pem;
import dev.lictor.testing.ClientCertificates;
import dev.lictor.testing.ClientCertificates.KeyForm;
import dev.lictor.testing.ForeignCertificates;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.ForwardProxy;
import dev.lictor.testing.servers.LictorProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real program with common forms of kubeconfigs, on a real API server. */
class KubeconfigIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MINIKUBES =
            "{\"provider\": \"example.org\", \"version\": \"v1.2.3\", \"last-update\": \"Mon, 30 Nov 2026 00:00:00"
                    + " UTC\"}";

    @AutoClose
    private static ApiServer api;

    private static String token;
    private static String administrator;

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
        api.kubectl("create", "clusterrolebinding", "jane", "--clusterrole=cluster-admin", "--user=jane");
        administrator = api.kubectl("config", "view", "--raw", "--flatten", "--minify", "--output=json");
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

    @ParameterizedTest
    @EnumSource
    void aClientKeyOfEveryFormIsTaken(KeyForm form) throws IOException {
        var jane = ClientCertificates.of(form, certificateAuthority(), "jane");
        Files.writeString(folder.resolve("client.crt"), jane.certificate());
        Files.writeString(folder.resolve("client.key"), jane.key());

        var data = diff(config -> config.withObject("/users/0")
                .putObject("user")
                .put("client-certificate-data", base64(jane.certificate()))
                .put("client-key-data", base64(jane.key())));
        var files = diff(config -> config.withObject("/users/0")
                .putObject("user")
                .put("client-certificate", "client.crt")
                .put("client-key", "client.key"));

        assertThat(data.exitCode()).as(data.words()).isZero();
        assertThat(files.exitCode()).as(files.words()).isZero();
    }

    @Test
    void anImpersonatedUserActs() throws IOException {
        var nobody = diff(config -> user(config).put("as", "system:serviceaccount:default:nobody"));
        var group = diff(config -> user(config)
                .put("as", "jörg")
                .put("as-uid", "7")
                .<ObjectNode>set(
                        "as-groups", JSON.createArrayNode().add("developers").add("system:masters"))
                .putObject("as-user-extra")
                .putArray("example.org/scopes")
                .add("view"));
        var other = diff(config -> user(config).put("as", "jörg"));

        assertThat(nobody.exitCode()).as(nobody.words()).isEqualTo(4);
        assertThat(nobody.err()).contains("system:serviceaccount:default:nobody");
        assertThat(group.exitCode()).as(group.words()).isZero();
        assertThat(other.err()).contains("User \"jörg\" cannot");
    }

    @ParameterizedTest
    @CsvSource({
        "/clusters/0/cluster,proxy-url,https://proxy:1",
        "/users/0/user,auth-provider,oidc",
        "/users/0/user,as-uid,7"
    })
    void aFieldThatIsNotHonouredIsRefusedByNameBeforeAnythingIsAsked(String part, String field, String value)
            throws IOException {
        var refused = diff(config -> {
            config.withObject("/clusters/0/cluster").put("server", "https://127.0.0.1:1");
            config.withObject(part).put(field, value);
        });

        assertThat(refused.exitCode()).as(refused.words()).isEqualTo(4);
        assertThat(refused.complaints())
                .hasSize(2)
                .first()
                .asString()
                .contains(field, folder.resolve("kubeconfig").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "socks5"})
    void aProxyOfTheKubeconfigIsUsed(String scheme) throws IOException {
        try (var proxy = new ForwardProxy(port())) {
            var said = diff(config -> config.withObject("/clusters/0/cluster")
                    .put("server", "https://api.inner:6443")
                    .put("tls-server-name", "kubernetes.default.svc")
                    .put("proxy-url", "%s://127.0.0.1:%d".formatted(scheme, proxy.port())));

            assertThat(said.exitCode()).as(said.words()).isZero();
            assertThat(proxy.asked()).isNotEmpty().allMatch(asked -> asked.endsWith(" api.inner:6443"));
        }
    }

    @Test
    void aProxyOfTheEnvironmentIsUsedWithItsPasswordAndNotForLoopback() throws IOException {
        try (var proxy = new ForwardProxy(port())) {
            var variable = Map.of("https_proxy", "http://jane:pa%3Fss@127.0.0.1:" + proxy.port());
            var far = run(
                    kubeconfig(config -> config.withObject("/clusters/0/cluster")
                            .put("server", "https://kubernetes.default.svc:6443")),
                    variable,
                    "diff");
            var seen = proxy.asked();
            var near = run(kubeconfig(config -> {}), variable, "diff");

            assertThat(far.exitCode()).as(far.words()).isZero();
            assertThat(seen)
                    .isNotEmpty()
                    .allMatch(
                            asked -> asked.equals("CONNECT kubernetes.default.svc:6443 Basic " + base64("jane:pa?ss")));
            assertThat(far.words()).doesNotContain("pa?ss", "pa%3Fss");
            assertThat(near.exitCode()).as(near.words()).isZero();
            assertThat(proxy.asked()).hasSameSizeAs(seen);
        }
    }

    @Test
    void theServerIsComparedWithItsNameInTheKubeconfig() throws IOException {
        try (var proxy = new ForwardProxy(port())) {
            var said = diff(config -> config.withObject("/clusters/0/cluster")
                    .put("server", "https://api.inner:6443")
                    .put("proxy-url", "http://127.0.0.1:" + proxy.port()));

            assertThat(said.exitCode()).as(said.words()).isEqualTo(4);
            assertThat(said.complaints()).hasSize(2);
            assertThat(said.err()).contains("the server's certificate is for other names: ", "tls-server-name");
        }
    }

    @Test
    void withoutVerificationAnyServerIsTaken() throws IOException {
        var said = diff(config -> {
            var cluster = config.withObject("/clusters/0/cluster").put("insecure-skip-tls-verify", true);
            cluster.remove("certificate-authority-data");
        });

        assertThat(said.exitCode()).as(said.words()).isZero();
    }

    /** Each failure is said once, though a run asks for many objects, and after the line that names server and context. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /clusters/0/cluster | server                     | https://127.0.0.1:1      | connection refused
        /clusters/0/cluster | server                     | https://api.invalid:6443 | the name is unknown: api.invalid
        /clusters/0/cluster | certificate-authority-data | OTHER_CA                 | the server's certificate is of a CA that is not trusted
        /users/0/user       | token                      | abc                      | Unauthorized
        """)
    void aFailureOfTheConnectionIsSaidOnceWithItsCauseAndRemedy(String part, String field, String value, String fact)
            throws IOException {
        var other = ForeignCertificates.ca(Instant.now()).make().certificate();
        var said = diff(config -> {
            user(config).removeAll().put("token", token);
            config.withObject(part).put(field, value.replace("OTHER_CA", base64(Pem.certificate(other))));
        });

        assertThat(said.exitCode()).as(said.words()).isEqualTo(4);
        assertThat(said.err().lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("lictor: Kubernetes API https://")
                .endsWith(", context 'lictor' of " + folder.resolve("kubeconfig"));
        assertThat(said.complaints().getFirst()).contains(fact);
    }

    @Test
    void fileAndContextCanBeNamedByFlags() throws IOException {
        var file = kubeconfig(config -> config.withArray("/contexts")
                .addObject()
                .put("name", "second")
                .set("context", config.at("/contexts/0/context").deepCopy()));
        var nowhere = Map.of("KUBECONFIG", "/nowhere/config");

        var named = run(file, nowhere, "diff", "--kubeconfig=" + file, "--context=second");
        var gone = run(file, nowhere, "verify", "--kubeconfig=" + file, "--context=gone");

        assertThat(named.exitCode()).as(named.words()).isZero();
        assertThat(named.err()).contains(", context 'second' of " + file);
        assertThat(gone.exitCode()).as(gone.words()).isEqualTo(4);
        assertThat(gone.err())
                .contains("--context names the context 'gone', which does not exist; there are: lictor, second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bootstrap", "diff", "uninstall", "verify"})
    void theFirstLineNamesServerAndContext(String command) throws IOException {
        var said = run(
                kubeconfig(config -> {}),
                Map.of(),
                command,
                "--set=lictor.namespace=nowhere-yet",
                "--set=lictor.rollout-timeout=1s");

        assertThat(said.err())
                .startsWith("lictor: Kubernetes API https://127.0.0.1:%d, context 'lictor' of %s\n"
                        .formatted(port(), folder.resolve("kubeconfig")));
    }

    @Test
    void aTokenMayBeInAFileBesideTheKubeconfig() throws IOException {
        Files.writeString(folder.resolve("token"), token + "\n");

        var said =
                diff(config -> config.withObject("/users/0").putObject("user").put("tokenFile", "token"));

        assertThat(said.exitCode()).as(said.words()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_PKCS1", "EC_SEC1", "EC_PKCS8"})
    void aPluginMayAnswerWithACertificateThatIsAskedForAgainWhenItEnds(KeyForm form) throws IOException {
        var jane = ClientCertificates.of(form, certificateAuthority(), "jane");
        var answer = JSON.createObjectNode()
                .put("apiVersion", "client.authentication.k8s.io/v1")
                .put("kind", "ExecCredential");
        answer.putObject("status")
                .put("clientCertificateData", jane.certificate())
                .put("clientKeyData", jane.key())
                .put("expirationTimestamp", "2026-01-01T00:00:00Z");

        var said = diff(config -> plugin(config, "echo called >> \"$(dirname \"$0\")/calls\"", answer.toString()));

        assertThat(said.exitCode()).as(said.words()).isZero();
        assertThat(Files.readAllLines(folder.resolve("calls"))).hasSizeGreaterThan(1);
        assertThat(said.words()).doesNotContain("PRIVATE");
    }

    @Test
    void aPluginOfV1beta1IsAsked() throws IOException {
        var said = diff(config -> {
            plugin(
                    config,
                    "",
                    "{\"apiVersion\": \"client.authentication.k8s.io/v1beta1\", \"kind\": \"ExecCredential\", \"status\": {\"token\": \"%s\"}}"
                            .formatted(token));
            config.withObject("/users/0/user/exec").put("apiVersion", "client.authentication.k8s.io/v1beta1");
        });

        assertThat(said.exitCode()).as(said.words()).isZero();
    }

    @Test
    void aPluginGetsTheClusterAndMayWriteToStandardError() throws IOException {
        var said = diff(config -> plugin(
                config,
                "echo your session ends in 5 minutes >&2; [ -n \"$KUBERNETES_EXEC_INFO\" ] || exit 3; [ \"$*\" = 'two"
                        + " words ; $HOME' ] || exit 4",
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

    /** Runs with a changed copy of the administrator's kubeconfig. */
    private FinishedProcess diff(Consumer<ObjectNode> change) throws IOException {
        return run(kubeconfig(change));
    }

    private Path kubeconfig(Consumer<ObjectNode> change) throws IOException {
        var config = (ObjectNode) JSON.readTree(administrator);
        change.accept(config);
        return Files.writeString(folder.resolve("kubeconfig"), config.toPrettyString());
    }

    private static FinishedProcess run(Path kubeconfig) {
        return run(kubeconfig, Map.of(), "diff");
    }

    private static FinishedProcess run(Path kubeconfig, Map<String, String> environment, String... args) {
        var all = new HashMap<>(Map.of("KUBECONFIG", kubeconfig.toString()));
        all.putAll(environment);
        return LictorProcess.run(all, args);
    }

    private static int port() throws IOException {
        return URI.create(JSON.readTree(administrator)
                        .at("/clusters/0/cluster/server")
                        .asText())
                .getPort();
    }

    /** The CA whose clients the API server accepts. */
    private static Ca certificateAuthority() throws IOException {
        var folder = api.kubeconfig().resolveSibling("pki");
        return new Ca(
                Pem.readCertificate(Files.readString(folder.resolve("ca.crt")), "ca.crt"),
                Optional.of(Pem.readKey(Files.readString(folder.resolve("ca.key")), "ca.key")));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
