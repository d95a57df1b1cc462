package dev.lictor.kubernetes.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.kubeconfig.Kubeconfig.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigTest {
    private static final String SERVER = "'server': 'https://k.example.org:6443'";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    'tls-server-name': 'x'                  |                        | cluster 'c' of /k/config has tls-server-name, which Lictor does not support
                    'proxy-url': 'http://proxy:3128'        |                        | cluster 'c' of /k/config has proxy-url: http://, which Lictor does not support, set HTTPS_PROXY instead
                                                            | 'as': 'j', 'as-uid': 7 | user 'u' of /k/config has as-uid, which Lictor does not support
                                                            | 'as-groups': ['g']     | user 'u' of /k/config has as-groups, but not as, the user to impersonate
                                                            | 'as-user-extra': {'a': ['b']} | user 'u' of /k/config has as-user-extra, but not as, the user to impersonate
                                                            | 'auth-provider': {'name': 'oidc'} | user 'u' of /k/config has auth-provider, which Lictor does not support
                                                            | 'exec': {'command': 'x', 'interactiveMode': 'Always'} | user 'u' of /k/config has exec.interactiveMode: Always, but Lictor has no terminal for the plugin
                    """)
    void unsupportedFieldsAreRefusedWithNameAndFile(@Nullable String cluster, @Nullable String user, String problem) {
        assertThat(used(cluster, user).problems()).containsExactly(problem);
    }

    @Test
    void unusedAndEmptyFieldsAreNoProblem() {
        var kubeconfig = used(
                "'proxy-url': 'socks5://proxy:1080', 'tls-server-name': '', 'disable-compression': true, 'surprise': {'a': 1}",
                "'as': null, 'as-groups': [], 'tokenFile': 'token', 'surprise': true");

        assertThat(kubeconfig.problems()).isEmpty();
        assertThat(kubeconfig.impersonation()).isEmpty();
        assertThat(kubeconfig.tokenFile()).contains(Path.of("/k/token"));
    }

    @Test
    void theClientGetsNoExtensionsAndOnlyAbsolutePaths() {
        var clean = used(
                        "'certificate-authority': 'ca.crt', 'extensions': [{'name': 'cluster_info', 'extension': {'a': 'b'}}]",
                        "'client-certificate': '../c.crt', 'client-key': '/abs/c.key', 'exec': {'command': 'plug'}, 'extensions': []")
                .cleaned();

        assertThat(clean.at("/clusters/0/cluster"))
                .isEqualTo(json("{'server': 'https://k.example.org:6443', 'certificate-authority': '/k/ca.crt'}"));
        assertThat(Path.of(clean.at("/users/0/user/client-certificate").asText())
                        .normalize())
                .isEqualTo(Path.of("/c.crt"));
        assertThat(clean.at("/users/0/user/client-key").asText()).isEqualTo("/abs/c.key");
        assertThat(clean.toString()).doesNotContain("extensions", "plug");
    }

    @Test
    void impersonationIsReadWithGroupsAndExtra() {
        var kubeconfig = used(
                "",
                "'as': 'jane', 'as-groups': ['developers', 'on-call'], 'as-user-extra': {'scopes': ['view', 'edit']}");

        assertThat(kubeconfig.impersonation())
                .contains(new Kubeconfig.Impersonation(
                        "jane", List.of("developers", "on-call"), Map.of("scopes", List.of("view", "edit"))));
    }

    @Test
    void theFirstFileThatDefinesANameWins() {
        var kubeconfig = Kubeconfig.of(List.of(
                        source("/first/a", "{'clusters': [{'name': 'c', 'cluster': {'server': 'https://first'}}]}"),
                        source(
                                "/second/b",
                                "{'current-context': 'x', 'contexts': [{'name': 'x', 'context': {'cluster': 'c', 'user': 'u', 'namespace': 'n'}}],"
                                        + "'clusters': [{'name': 'c', 'cluster': {'server': 'https://second'}}]}"),
                        source(
                                "/third/c",
                                "{'current-context': 'y', 'users': [{'name': 'u', 'user': {'client-key': 'k'}}]}")))
                .orElseThrow();

        assertThat(kubeconfig.cluster().text("server")).isEqualTo("https://first");
        assertThat(kubeconfig.namespace()).isEqualTo("n");
        assertThat(kubeconfig.cleaned().at("/users/0/user/client-key").asText()).isEqualTo("/third/k");
    }

    @Test
    void emptyFilesAreIgnored() {
        assertThat(Kubeconfig.of(List.of(new Source(Path.of("/k/config"), json("null")))))
                .isEmpty();
        assertThat(Kubeconfig.of(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {'kind': 'Config'}                                                            | /k/config has no current-context
                    {'current-context': 'x', 'contexts': null}                                    | /k/config names the context 'x', which does not exist
                    {'current-context': 'x', 'contexts': [{'name': 'x', 'context': {'cluster': 'c', 'user': 'u'}}]} | /k/config names the cluster 'c', which does not exist
                    """)
    void aMissingContextClusterOrUserIsReported(String file, String words) {
        assertThatThrownBy(() -> Kubeconfig.of(List.of(source("/k/config", file))))
                .isInstanceOfSatisfying(
                        KubernetesApiException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(KubernetesApiException.Reason.CONFIGURATION))
                .hasMessage(words);
    }

    @Test
    void aNameCannotForgeALine() {
        assertThatThrownBy(() -> Kubeconfig.of(List.of(source(
                        "/k/config", "{'current-context': 'x\\nlictor: all is well\\u001b[2J', 'contexts': []}"))))
                .hasMessage("/k/config names the context 'x?lictor: all is well?[2J', which does not exist");
        assertThat(new Kubeconfig.Part("user", "u\nv", Path.of("/k/config"), json("{}"))
                        .problem("as-uid", "which is new"))
                .isEqualTo("user 'u?v' of /k/config has as-uid, which is new");
    }

    static Kubeconfig used(@Nullable String cluster, @Nullable String user) {
        var text = """
                {'current-context': 'x',
                 'contexts': [{'name': 'x', 'context': {'cluster': 'c', 'user': 'u', 'extensions': [{'name': 'e', 'extension': ['a']}]}}],
                 'clusters': [{'name': 'c', 'cluster': {%s}}, {'name': 'other', 'cluster': {'tls-server-name': 'y'}}],
                 'users': [{'name': 'u', 'user': {%s}}, {'name': 'other', 'user': {'as-uid': 'y'}}],
                 'preferences': {'extensions': [{'name': 'e', 'extension': 7}]}}
                """.formatted(
                cluster == null || cluster.isEmpty() ? SERVER : SERVER + ", " + cluster, user == null ? "" : user);
        return Kubeconfig.of(List.of(source("/k/config", text))).orElseThrow();
    }

    private static Source source(String file, String text) {
        return new Source(Path.of(file), json(text));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
