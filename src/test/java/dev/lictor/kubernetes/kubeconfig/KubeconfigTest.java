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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeconfigTest {
    private static final String SERVER = "'server': 'https://k.example.org:6443'";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        'proxy-url': 'https://proxy:3128'       |                        | proxy-url of cluster 'c' of /k/config names a proxy of https://, which Lictor does not support; name one of http:// or socks5://
        'proxy-url': 'proxy:3128'               |                        | proxy-url of cluster 'c' of /k/config is not a URL such as http://proxy:3128
        'insecure-skip-tls-verify': true, 'certificate-authority': 'x' |  | cluster 'c' of /k/config has insecure-skip-tls-verify, which contradicts its certificate-authority; remove one of them
                                                | 'as': ['jane']         | user 'u' of /k/config has as, which is not of the form that kubeconfigs have there
                                                | 'as': 'jane', 'as-groups': 'devs' | user 'u' of /k/config has as-groups, which is not of the form that kubeconfigs have there
                                                | 'as-uid': 7            | user 'u' of /k/config has as-uid, but not as, the user to impersonate
                                                | 'as-groups': ['g']     | user 'u' of /k/config has as-groups, but not as, the user to impersonate
                                                | 'as-user-extra': {'a': ['b']} | user 'u' of /k/config has as-user-extra, but not as, the user to impersonate
                                                | 'auth-provider': {'name': 'oidc'} | user 'u' of /k/config has auth-provider, which Lictor does not support; use an exec plugin or a token in place of it
                                                | 'token': 't', 'username': 'jane' | user 'u' of /k/config has token, and also username or password; remove one of them
                                                | 'client-certificate': 'c.crt' | user 'u' of /k/config has client-certificate, but no client-key
                                                | 'exec': {'apiVersion': 'client.authentication.k8s.io/v1'} | user 'u' of /k/config has exec, but no exec.command
                                                | 'exec': {'command': 'x'} | user 'u' of /k/config has exec.apiVersion: (none), and Lictor supports client.authentication.k8s.io/v1 and client.authentication.k8s.io/v1beta1
                                                | 'exec': {'command': 'x', 'apiVersion': 'client.authentication.k8s.io/v1alpha1'} | user 'u' of /k/config has exec.apiVersion: client.authentication.k8s.io/v1alpha1, and Lictor supports client.authentication.k8s.io/v1 and client.authentication.k8s.io/v1beta1
                                                | 'exec': {'command': 'x', 'apiVersion': 'client.authentication.k8s.io/v1', 'interactiveMode': 'Often'} | user 'u' of /k/config has exec.interactiveMode: Often, which is none of Never, IfAvailable, Always
        """)
    void aFieldThatCannotBeHonouredIsRefusedWithItsNameAndFile(
            @Nullable String cluster, @Nullable String user, String problem) {
        assertThat(used(cluster, user).problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        ''                          | cluster 'c' of /k/config has no server
        'k.example.org:6443'        | cluster 'c' of /k/config has server: k.example.org:6443, which does not begin with https://; write such as https://api.example.org:6443
        '127.0.0.1:6443'            | cluster 'c' of /k/config has server, which is not a URL such as https://api.example.org:6443
        'ftp://k'                   | cluster 'c' of /k/config has server: ftp://k, which does not begin with https://; write such as https://api.example.org:6443
        'https:///path'             | cluster 'c' of /k/config has server, which is not a URL such as https://api.example.org:6443
        'https://a:b@k.example.org' | cluster 'c' of /k/config has server, whose URL holds a user; use username and password of the user
        """)
    void aServerIsAUrl(String server, String problem) {
        assertThat(kubeconfig("'server': " + server, "").problems()).containsExactly(problem);
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        var kubeconfig = kubeconfig("'proxy-url': 'socks4://x'", "'auth-provider': {'name': 'oidc'}, 'as-uid': '7'");

        assertThat(kubeconfig.problems()).hasSize(4);
    }

    @Test
    void unusedAndEmptyFieldsAreNoProblem() {
        var kubeconfig = used(
                "'proxy-url': 'socks5://proxy:1080', 'tls-server-name': '', 'disable-compression': true, 'surprise':"
                        + " {'a': 1}",
                "'as': null, 'as-groups': [], 'tokenFile': 'token', 'surprise': true, 'auth-provider': null");

        assertThat(kubeconfig.problems()).isEmpty();
        assertThat(kubeconfig.impersonation()).isEmpty();
        assertThat(kubeconfig.user().resolved("tokenFile")).isEqualTo(Path.of("/k/token"));
    }

    @Test
    void impersonationIsReadWithUidGroupsAndExtra() {
        var kubeconfig = used(
                "",
                "'as': 'jane', 'as-uid': '7', 'as-groups': ['developers', 'on-call'], 'as-user-extra': {'scopes':"
                        + " ['view', 'edit']}");

        assertThat(kubeconfig.problems()).isEmpty();
        assertThat(kubeconfig.impersonation())
                .contains(new Kubeconfig.Impersonation(
                        "jane", "7", List.of("developers", "on-call"), Map.of("scopes", List.of("view", "edit"))));
    }

    @Test
    void theFirstFileThatDefinesANameWins() {
        var kubeconfig = Kubeconfig.of(
                        List.of(
                                source(
                                        "/first/a",
                                        "{'clusters': [{'name': 'c', 'cluster': {'server': 'https://first'}}]}"),
                                source(
                                        "/second/b",
                                        "{'current-context': 'x', 'contexts': [{'name': 'x', 'context': {'cluster':"
                                                + " 'c', 'user': 'u'}}],'clusters': [{'name': 'c', 'cluster': {'server':"
                                                + " 'https://second', 'tls-server-name': 'x'}}]}"),
                                source(
                                        "/third/c",
                                        "{'current-context': 'y', 'users': [{'name': 'u', 'user': {'client-key':"
                                                + " 'k'}}]}")),
                        Optional.empty())
                .orElseThrow();

        assertThat(kubeconfig.cluster().text("server")).isEqualTo("https://first");
        assertThat(kubeconfig.cluster().has("tls-server-name"))
                .as("nothing of a later cluster of the same name")
                .isFalse();
        assertThat(kubeconfig.user().resolved("client-key")).isEqualTo(Path.of("/third/k"));
        assertThat(kubeconfig).hasToString("context 'x' of /second/b");
    }

    @Test
    void aContextCanBeNamed() {
        var file = source("/k/config", """
            {'current-context': 'x',
             'contexts': [{'name': 'x', 'context': {'cluster': 'c'}}, {'name': 'y', 'context': {'cluster': 'd'}}],
             'clusters': [{'name': 'd', 'cluster': {'server': 'https://d'}}]}
            """);

        assertThat(Kubeconfig.of(List.of(file), Optional.of("y")).orElseThrow().server())
                .hasToString("https://d");
        assertThatThrownBy(() -> Kubeconfig.of(List.of(file), Optional.of("z")))
                .hasMessage("--context names the context 'z', which does not exist; there are: x, y");
    }

    @Test
    void emptyFilesAreIgnored() {
        assertThat(Kubeconfig.of(List.of(new Source(Path.of("/k/config"), json("null"))), Optional.empty()))
                .isEmpty();
        assertThat(Kubeconfig.of(List.of(), Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {'kind': 'Config'}                                                            | /k/config has no current-context; name one of its contexts with --context: none
        {'contexts': [{'name': 'x'}, {'name': 'y'}]}                                  | /k/config has no current-context; name one of its contexts with --context: x, y
        {'current-context': 'x', 'contexts': null}                                    | current-context of /k/config names the context 'x', which does not exist; there are: none
        {'current-context': 'x', 'contexts': [{'name': 'x', 'context': {'cluster': 'c', 'user': 'u'}}]} | context 'x' of /k/config names the cluster 'c', which does not exist; there are: none
        {'current-context': 'x', 'contexts': [{'name': 'x', 'context': {'cluster': 'c', 'user': 'u'}}], 'clusters': [{'name': 'c'}], 'users': [{'name': 'v'}]} | context 'x' of /k/config names the user 'u', which does not exist; there are: v
        """)
    void aMissingContextClusterOrUserIsReported(String file, String words) {
        assertThatThrownBy(() -> Kubeconfig.of(List.of(source("/k/config", file)), Optional.empty()))
                .isInstanceOfSatisfying(
                        KubernetesApiException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(KubernetesApiException.Reason.CONFIGURATION))
                .hasMessage(words);
    }

    @Test
    void aNameCannotForgeALine() {
        assertThatThrownBy(() -> Kubeconfig.of(
                        List.of(source(
                                "/k/config",
                                "{'current-context': 'x\\nlictor: all is well\\u001b[2J', 'contexts': []}")),
                        Optional.empty()))
                .hasMessage("current-context of /k/config names the context 'x?lictor: all is well?[2J', which does not"
                        + " exist; there are: none");
        assertThat(new Kubeconfig.Part("user", "u\nv", Path.of("/k/config"), json("{}"))
                        .problem("as-uid", "which is new"))
                .isEqualTo("user 'u?v' of /k/config has as-uid, which is new");
    }

    private static Kubeconfig used(@Nullable String cluster, @Nullable String user) {
        return kubeconfig(
                cluster == null || cluster.isEmpty() ? SERVER : SERVER + ", " + cluster, user == null ? "" : user);
    }

    private static Kubeconfig kubeconfig(String cluster, String user) {
        var text = """
            {'current-context': 'x',
             'contexts': [{'name': 'x', 'context': {'cluster': 'c', 'user': 'u', 'extensions': [{'name': 'e', 'extension': ['a']}]}}],
             'clusters': [{'name': 'c', 'cluster': {%s}}, {'name': 'other', 'cluster': {'proxy-url': 'y'}}],
             'users': [{'name': 'u', 'user': {%s}}, {'name': 'other', 'user': {'as-uid': 'y'}}],
             'preferences': {'extensions': [{'name': 'e', 'extension': 7}]}}
            """.formatted(cluster, user);
        return Kubeconfig.of(List.of(source("/k/config", text)), Optional.empty())
                .orElseThrow();
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
