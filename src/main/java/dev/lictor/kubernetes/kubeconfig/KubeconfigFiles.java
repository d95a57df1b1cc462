package dev.lictor.kubernetes.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.fabric8.ClientTimeouts;
import dev.lictor.kubernetes.kubeconfig.Kubeconfig.Source;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Builds the client's configuration. The files are read here, and the client gets only the fields that it supports: left to itself, the
 * client fails on extensions, silently ignores fields, runs plugins by a shell, and logs their answers.
 */
public final class KubeconfigFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private KubeconfigFiles() {}

    /**
     * From the files of KUBECONFIG or ~/.kube/config, or else from a pod's ServiceAccount.
     *
     * @param notices receives a line when a credential plugin takes long
     * @throws KubernetesApiException if a file cannot be read, or uses a field that Lictor does not support
     */
    public static Config configuration(
            Map<String, String> environment, Path home, InstantSource clock, Consumer<String> notices) {
        var sources = files(environment, home).map(KubeconfigFiles::source).toList();
        var config = Kubeconfig.of(sources)
                .map(kubeconfig -> configuration(kubeconfig, clock, notices))
                .orElseGet(() -> Config.autoConfigure(null));
        ClientTimeouts.limit(config);
        return config;
    }

    /** Files of KUBECONFIG that do not exist are skipped, as kubectl does. */
    private static Stream<Path> files(Map<String, String> environment, Path home) {
        var named = environment.getOrDefault("KUBECONFIG", "");
        var files = named.isEmpty()
                ? Stream.of(home.resolve(".kube/config"))
                : Stream.of(named.split(File.pathSeparator))
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .map(Path::of);
        return files.filter(Files::exists);
    }

    /** The parser's messages are not shown: they quote the file, which can hold a token. */
    private static Source source(Path file) {
        try {
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
            JsonNode tree = JSON.valueToTree(new Load(settings).loadFromString(text));
            if (!tree.isObject() && !tree.isNull()) {
                throw Kubeconfig.failure(file + " is not a kubeconfig");
            }
            return new Source(file, tree);
        } catch (IOException e) {
            throw Kubeconfig.failure("cannot read the Kubernetes configuration %s: %s"
                    .formatted(file, e.getClass().getSimpleName()));
        } catch (YamlEngineException e) {
            var line = e instanceof MarkedYamlEngineException marked
                    ? marked.getProblemMark().map(mark -> " in line " + (mark.getLine() + 1))
                    : Optional.<String>empty();
            throw Kubeconfig.failure(
                    "cannot read the Kubernetes configuration %s: it is not YAML%s".formatted(file, line.orElse("")));
        }
    }

    private static Config configuration(Kubeconfig kubeconfig, InstantSource clock, Consumer<String> notices) {
        var problems = kubeconfig.problems();
        if (!problems.isEmpty()) {
            throw Kubeconfig.failure(String.join("\n", problems));
        }
        var plugin = kubeconfig
                .exec()
                .map(exec -> new ExecPlugin(kubeconfig, exec, clock, ExecPlugin.WaitLimits.of(notices)));
        var cleaned = kubeconfig.cleaned();
        plugin.map(ExecPlugin::credential)
                .filter(credential -> !credential.certificate().isEmpty())
                .ifPresent(credential -> cleaned.withObject("/users/0/user")
                        .put("client-certificate-data", base64(credential.certificate()))
                        .put("client-key-data", base64(credential.key())));
        var config = Config.fromKubeconfig(cleaned.toString());
        Config.configFromSysPropsOrEnvVars(config);
        plugin.filter(asked -> !asked.getToken().isEmpty()).ifPresent(config::setOauthTokenProvider);
        kubeconfig.tokenFile().map(KubeconfigFiles::tokenOf).ifPresent(config::setOauthTokenProvider);
        kubeconfig.impersonation().ifPresent(as -> {
            config.setImpersonateUsername(as.user());
            config.setImpersonateGroups(as.groups().toArray(String[]::new));
            var extra = new TreeMap<String, List<String>>();
            as.extra().forEach((key, values) -> extra.put(inHeader(key), values));
            config.setImpersonateExtras(extra);
        });
        return config;
    }

    /** Reads the file for each request, because its writer renews the token. */
    private static OAuthTokenProvider tokenOf(Path file) {
        return () -> {
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw Kubeconfig.failure("cannot read the tokenFile " + file);
            }
        };
    }

    /** Percent-encodes the key: the client appends it to a header's name unchanged, and the API server decodes it. */
    private static String inHeader(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
