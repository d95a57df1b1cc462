package dev.lictor.kubernetes.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.kubeconfig.ConnectionReader.Choice;
import dev.lictor.pki.Ca;
import dev.lictor.testing.ClientCertificates;
import dev.lictor.testing.ClientCertificates.KeyForm;
import dev.lictor.testing.ForeignCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionReaderTest {
    private static final Choice NO_CHOICE = new Choice(Optional.empty(), Optional.empty());

    @TempDir
    Path folder;

    private final Ca ca = ForeignCertificates.ca(Instant.now()).make();
    private final Map<String, String> environment = new HashMap<>();
    private ClientCertificates client;

    @BeforeEach
    void issueCertificate() {
        client = ClientCertificates.of(KeyForm.EC_PKCS8, ca, "jane");
    }

    @ParameterizedTest
    @EnumSource
    void aKeyOfEveryFormThatKubectlReadsIsReadAsFileAndAsData(KeyForm form) throws IOException {
        var own = ClientCertificates.of(form, ca, "jane");
        Files.writeString(folder.resolve("c.crt"), own.certificate());
        Files.writeString(folder.resolve("c.key"), own.key());

        var files = read("server: https://k", "client-certificate: c.crt, client-key: " + folder.resolve("c.key"));
        var data = read(
                "server: https://k",
                "client-certificate-data: %s, client-key-data: %s"
                        .formatted(base64(own.certificate()), base64(own.key())));

        assertThat(files.credentials().certificate().orElseThrow().isPair()).isTrue();
        assertThat(data.credentials().certificate().orElseThrow().isPair()).isTrue();
    }

    @Test
    void dataWinsOverFilesThatAreNotThere() {
        var connection = read(
                "server: https://k, certificate-authority: gone, certificate-authority-data: "
                        + base64(client.certificate()),
                "client-certificate: gone, client-key: gone, client-certificate-data: %s, client-key-data: %s"
                        .formatted(base64(client.certificate()), base64(client.key())));

        assertThat(connection.credentials().certificate()).isPresent();
        assertThat(connection.trust()).isInstanceOf(ServerTrust.Cas.class);
    }

    @Test
    void everyFileThatCannotBeUsedIsNamedAtOnce() {
        var failure = failure(
                "server: https://k, certificate-authority: /nowhere/ca.crt",
                "client-certificate: /nowhere/c.crt, client-key-data: 'not base64!', tokenFile: /nowhere/token");

        assertThat(String.valueOf(failure.getMessage()).lines())
                .containsExactly(
                        "certificate-authority /nowhere/ca.crt of cluster 'c' of %s/config cannot be read: no such file"
                                .formatted(folder),
                        "client-certificate /nowhere/c.crt of user 'u' of %s/config cannot be read: no such file"
                                .formatted(folder),
                        "client-key-data of user 'u' of %s/config is not base64".formatted(folder),
                        "user 'u' of %s/config names the tokenFile /nowhere/token, which cannot be read: no such file"
                                .formatted(folder));
        assertThat(failure.reason()).isEqualTo(KubernetesApiException.Reason.CONFIGURATION);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        AAAA         | certificate-authority-data of cluster 'c' of %s/config is neither in PEM nor in DER form
        not base64!  | certificate-authority-data of cluster 'c' of %s/config is not base64
        """)
    void rubbishForACaIsNamed(String data, String words) {
        assertThat(failure("server: https://k, certificate-authority-data: '%s'".formatted(data), ""))
                .hasMessage(words.formatted(folder));
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        var other = ClientCertificates.of(KeyForm.EC_PKCS8, ca, "jane");

        assertThat(failure(
                        "server: https://k",
                        "client-certificate-data: %s, client-key-data: %s"
                                .formatted(base64(client.certificate()), base64(other.key()))))
                .hasMessage(
                        "client-key-data of user 'u' of %1$s/config is not the key of client-certificate-data of user 'u' of %1$s/config"
                                .formatted(folder));
    }

    @Test
    void anEncryptedKeyIsNamedAndNotQuoted() {
        var key = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";

        assertThat(failure(
                        "server: https://k",
                        "client-certificate-data: %s, client-key-data: %s"
                                .formatted(base64(client.certificate()), base64(key))))
                .hasMessageEndingWith("is encrypted with a password; such a key cannot be used without a prompt");
    }

    @Test
    void credentialsAreSentOverTlsOrToThisMachineOnly() {
        assertThat(read("server: http://api.example.org", "token: t")
                        .credentials()
                        .authorization())
                .isEmpty();
        assertThat(read("server: http://127.0.0.1:8001", "token: t")
                        .credentials()
                        .authorization())
                .contains("Bearer t");
        assertThat(read("server: https://api.example.org", "token: t")
                        .credentials()
                        .authorization())
                .contains("Bearer t");
    }

    @Test
    void aTokenFileIsReadForEachRequest() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "first\n");
        var connection = read("server: https://k", "tokenFile: token");

        assertThat(connection.credentials().authorization()).contains("Bearer first");
        Files.writeString(file, "second");
        assertThat(connection.credentials().authorization()).contains("Bearer second");
        Files.delete(file);
        assertThatThrownBy(() -> connection.credentials().authorization())
                .hasMessage("user 'u' of %1$s/config names the tokenFile %1$s/token, which cannot be read: no such file"
                        .formatted(folder));
    }

    @Test
    void aTokenFileWinsOverATokenAsLongAsItCanBeRead() throws IOException {
        var file = Files.writeString(folder.resolve("token"), "of-the-file");
        var connection = read("server: https://k", "token: own, tokenFile: token");

        assertThat(connection.credentials().authorization()).contains("Bearer of-the-file");
        Files.delete(file);
        assertThat(connection.credentials().authorization()).contains("Bearer own");
    }

    @Test
    void aTokenThatNoHeaderCanHoldIsNotQuoted() throws IOException {
        Files.writeString(folder.resolve("token"), "secret\nsecret");

        assertThat(failure("server: https://k", "token: \"sec\\nret\""))
                .hasMessage("user 'u' of %s/config has token, which holds characters that no token has (not shown)"
                        .formatted(folder));
        assertThat(failure("server: https://k", "tokenFile: token"))
                .hasMessage("user 'u' of %1$s/config names the tokenFile %1$s/token, which holds no token (not shown)"
                        .formatted(folder));
    }

    @Test
    void userAndPasswordAreABasicHeader() {
        assertThat(read("server: https://k", "username: jane, password: 'ü:x'")
                        .credentials()
                        .authorization())
                .contains("Basic " + base64("jane:ü:x"));
    }

    @Test
    void theProxyOfTheKubeconfigWinsOverThoseOfTheEnvironment() {
        environment.put("HTTPS_PROXY", "http://other:1");
        environment.put("NO_PROXY", "*");

        assertThat(read("server: https://k, proxy-url: 'http://proxy:3128'", "")
                        .proxy()
                        .map(Proxy::host))
                .contains("proxy");
        assertThat(read("server: https://k", "").proxy()).isEmpty();
        environment.remove("NO_PROXY");
        assertThat(read("server: https://k", "").proxy().map(Proxy::host)).contains("other");
    }

    @Test
    void aLineNamesServerContextUserAndProxyButNoSecret() {
        environment.put("HTTPS_PROXY", "http://jane:secret@proxy:3128");

        assertThat(read("server: 'https://k.example.org:6443/path'", "token: secret, as: \"jane\\nlictor: x\"")
                        .inWords())
                .isEqualTo(
                        "Kubernetes API https://k.example.org:6443/path, context 'x' of %s/config, as jane?lictor: x, through the proxy proxy:3128 of HTTPS_PROXY"
                                .formatted(folder));
    }

    @Test
    void aClientCertificateThatHasEndedIsNamed() {
        var connection = read(
                "server: https://k",
                "client-certificate-data: %s, client-key-data: %s"
                        .formatted(base64(client.certificate()), base64(client.key())));

        assertThat(connection.warning(Instant.now())).isEmpty();
        assertThat(connection.warning(Instant.now().plus(Duration.ofDays(400))).orElseThrow())
                .startsWith(
                        "warning: the client certificate of context 'x' of %s/config ended at 20".formatted(folder));
    }

    @Test
    void aFileInUtf16WithAByteOrderMarkIsRead() throws IOException {
        var file = folder.resolve("utf16");
        Files.write(file, ("\uFEFF" + kubeconfig("server: https://k", "")).getBytes(StandardCharsets.UTF_16LE));

        assertThat(reader().read(new Choice(Optional.of(file), Optional.empty()))
                        .server())
                .hasToString("https://k");
    }

    @Test
    void aFileThatAFlagNamesMustExistAndNothingElseIsRead() throws IOException {
        Files.writeString(folder.resolve("config"), kubeconfig("server: https://k", ""));
        environment.put("KUBECONFIG", folder.resolve("config").toString());

        assertThatThrownBy(() -> reader().read(new Choice(Optional.of(folder.resolve("gone")), Optional.empty())))
                .hasMessage("cannot read the kubeconfig %s/gone: no such file".formatted(folder));
        assertThatThrownBy(() -> reader().read(new Choice(Optional.of(folder), Optional.empty())))
                .hasMessageStartingWith("cannot read the kubeconfig " + folder);
    }

    @Test
    void filesOfTheVariableThatDoNotExistAreSkipped() throws IOException {
        var file = Files.writeString(folder.resolve("config"), kubeconfig("server: https://k", ""));
        environment.put("KUBECONFIG", ":/nowhere:" + file);

        assertThat(reader().read(NO_CHOICE).server()).hasToString("https://k");
    }

    @Test
    void withoutAFileAPodsServiceAccountIsUsed() throws IOException {
        inPod();

        var connection = reader().read(NO_CHOICE);

        assertThat(connection.server()).hasToString("https://10.96.0.1:443");
        assertThat(connection.inWords()).isEqualTo("Kubernetes API https://10.96.0.1:443, the pod's ServiceAccount");
        assertThat(connection.credentials().authorization()).contains("Bearer of-the-pod");
        assertThat(connection.trust()).isInstanceOf(ServerTrust.Cas.class);
    }

    @Test
    void anAddressOfIpv6IsInBrackets() throws IOException {
        inPod();
        environment.put("KUBERNETES_SERVICE_HOST", "fd00::1");

        assertThat(reader().read(NO_CHOICE).server()).hasToString("https://[fd00::1]:443");
    }

    @Test
    void aKubeconfigWinsOverThePod() throws IOException {
        inPod();
        environment.put(
                "KUBECONFIG",
                Files.writeString(
                                folder.resolve("config"),
                                kubeconfig("server: https://kubernetes.default.svc", "")
                                        .concat("\n"))
                        .toString());

        assertThat(reader().read(NO_CHOICE).server()).hasToString("https://kubernetes.default.svc");
    }

    @Test
    void withoutFileAndPodItIsSaidWhereOneWasLookedFor() {
        assertThatThrownBy(() -> reader().read(NO_CHOICE))
                .hasMessage(
                        "no Kubernetes configuration: there is no file, or an empty one, at %s/home/.kube/config, and this process does not run in a pod with a ServiceAccount"
                                .formatted(folder));
    }

    private void inPod() throws IOException {
        environment.putAll(Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "KUBERNETES_SERVICE_PORT", "443"));
        var account = Files.createDirectory(folder.resolve("account"));
        Files.writeString(account.resolve("token"), "of-the-pod");
        Files.writeString(account.resolve("ca.crt"), client.certificate());
    }

    private KubernetesApiException failure(String cluster, String user) {
        return catchThrowableOfType(KubernetesApiException.class, () -> read(cluster, user));
    }

    private ApiConnection read(String cluster, String user) {
        try {
            var file = Files.writeString(folder.resolve("config"), kubeconfig(cluster, user));
            return reader().read(new Choice(Optional.of(file), Optional.empty()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String kubeconfig(String cluster, String user) {
        return """
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {%s}}]
            users: [{name: u, user: {%s}}]
            """.formatted(cluster, user);
    }

    private ConnectionReader reader() {
        return new ConnectionReader(
                environment,
                folder.resolve("home"),
                folder.resolve("account"),
                () -> Instant.EPOCH,
                new ExecPlugin.WaitLimits(Duration.ofSeconds(3), Duration.ofMinutes(5), line -> {}, false));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
