package dev.lictor.kubernetes.kubeconfig;

import dev.lictor.kubernetes.KubernetesApiException;
import dev.lictor.kubernetes.kubeconfig.Kubeconfig.Part;
import dev.lictor.pki.BrokenKeyMaterialException;
import dev.lictor.pki.CertificateAndKey;
import dev.lictor.pki.Pem;
import dev.lictor.text.Foreign;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reads how the Kubernetes API is reached: from kubeconfig files, or else, in a pod, from its ServiceAccount, as kubectl does. */
public final class ConnectionReader {
    private static final String HOST = "KUBERNETES_SERVICE_HOST";
    private static final String PORT = "KUBERNETES_SERVICE_PORT";
    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /** What a header may hold (RFC 6750). Another character would be quoted by the exception of the HTTP client. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n]+");

    /**
     * What a user names instead of KUBECONFIG and of the current context.
     *
     * @param file a kubeconfig file
     * @param context the name of a context
     */
    public record Choice(Optional<Path> file, Optional<String> context) {}

    private final Map<String, String> environment;
    private final Path home;
    private final Path serviceAccount;
    private final InstantSource clock;
    private final ExecPlugin.WaitLimits limits;

    public ConnectionReader(
            Map<String, String> environment,
            Path home,
            InstantSource clock,
            java.util.function.Consumer<String> notices) {
        this(environment, home, SERVICE_ACCOUNT, clock, ExecPlugin.WaitLimits.of(notices));
    }

    ConnectionReader(
            Map<String, String> environment,
            Path home,
            Path serviceAccount,
            InstantSource clock,
            ExecPlugin.WaitLimits limits) {
        this.environment = environment;
        this.home = home;
        this.serviceAccount = serviceAccount;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Asks nobody, and runs no plugin.
     *
     * @throws KubernetesApiException that names every field and file that cannot be used
     */
    public ApiConnection read(Choice choice) {
        var files = new KubeconfigFiles(environment, home, choice.file());
        return Kubeconfig.of(files.read(), choice.context())
                .map(this::ofKubeconfig)
                .orElseGet(() -> ofPod(choice, files.looked()));
    }

    private ApiConnection ofKubeconfig(Kubeconfig kubeconfig) {
        var problems = new ArrayList<>(kubeconfig.problems());
        var files = new Reading(problems);
        var trust = files.trust(kubeconfig.cluster());
        var certificate = files.certificate(kubeconfig.user());
        var authorization = files.authorization(kubeconfig.user());
        if (!problems.isEmpty()) {
            throw failure(problems);
        }
        var server = kubeconfig.server();
        return new ApiConnection(
                server,
                kubeconfig.toString(),
                trust,
                Optional.of(kubeconfig.cluster().text("tls-server-name")).filter(name -> !name.isEmpty()),
                kubeconfig.proxy().or(() -> environmentProxy(server)),
                isConfidential(server)
                        ? kubeconfig
                                .exec()
                                .<ApiCredentials>map(exec ->
                                        new ExecPlugin(kubeconfig, exec, clock, limits, authorization, certificate))
                                .orElseGet(() -> new FixedCredentials(authorization, certificate))
                        : new FixedCredentials(Optional::empty, Optional.empty()),
                kubeconfig.impersonation());
    }

    /** Credentials are sent over TLS, as by client-go, and to this machine, where a proxy of the user may listen. */
    private static boolean isConfidential(URI server) {
        return "https".equalsIgnoreCase(server.getScheme()) || ProxyRules.isLoopback(server);
    }

    private ApiConnection ofPod(Choice choice, String looked) {
        var host = environment.getOrDefault(HOST, "");
        var port = environment.getOrDefault(PORT, "");
        var token = serviceAccount.resolve("token");
        if (choice.file().isPresent() || host.isEmpty() || port.isEmpty() || !Files.exists(token)) {
            throw Kubeconfig.failure(
                    "no Kubernetes configuration: %s, and this process does not run in a pod with a ServiceAccount"
                            .formatted(choice.file()
                                    .map(file -> file + " is empty")
                                    .orElse("there is no file, or an empty one, at " + looked)));
        }
        if (choice.context().isPresent()) {
            throw Kubeconfig.failure(
                    "--context names the context '%s', but there is no kubeconfig, only a pod's ServiceAccount"
                            .formatted(Foreign.word(choice.context().get())));
        }
        var problems = new ArrayList<String>();
        var files = new Reading(problems);
        var ca = serviceAccount.resolve("ca.crt");
        var trust = Files.exists(ca)
                ? files.cas(files.text(ca, "the pod's ServiceAccount"), ca.toString())
                : new ServerTrust.PublicCas();
        if (!problems.isEmpty()) {
            throw failure(problems);
        }
        var server = URI.create("https://%s:%s".formatted(host.contains(":") ? "[" + host + "]" : host, port));
        return new ApiConnection(
                server,
                "the pod's ServiceAccount",
                trust,
                Optional.empty(),
                environmentProxy(server),
                new FixedCredentials(
                        () -> Optional.of(bearer(tokenIn(token, "the pod's ServiceAccount"))), Optional.empty()),
                Optional.empty());
    }

    private Optional<Proxy> environmentProxy(URI server) {
        try {
            return ProxyRules.choose(server, environment);
        } catch (Proxy.UnusableProxyException e) {
            throw Kubeconfig.failure(String.valueOf(e.getMessage()));
        }
    }

    private static KubernetesApiException failure(List<String> problems) {
        return Kubeconfig.failure(String.join("\n", problems));
    }

    private static String tokenIn(Path file, String part) {
        try {
            var token = Files.readString(file).strip();
            if (!TOKEN.matcher(token).matches()) {
                throw Kubeconfig.failure(
                        "%s names the tokenFile %s, which holds no token (not shown)".formatted(part, file));
            }
            return token;
        } catch (IOException e) {
            throw Kubeconfig.failure(
                    "%s names the tokenFile %s, which cannot be read: %s".formatted(part, file, ReadFailure.words(e)));
        }
    }

    static String bearer(String token) {
        return "Bearer " + token;
    }

    static boolean isToken(String token) {
        return TOKEN.matcher(token).matches();
    }

    /** Reads the files of one kubeconfig, and notes each that cannot be used. */
    private static final class Reading {
        private final List<String> problems;

        Reading(List<String> problems) {
            this.problems = problems;
        }

        ServerTrust trust(Part cluster) {
            if (cluster.isTrue("insecure-skip-tls-verify")) {
                return new ServerTrust.Everybody();
            }
            return material(cluster, "certificate-authority")
                    .map(pem -> cas(Optional.of(pem), source(cluster, "certificate-authority")))
                    .orElseGet(ServerTrust.PublicCas::new);
        }

        ServerTrust cas(Optional<String> pem, String source) {
            try {
                return pem.<ServerTrust>map(text -> new ServerTrust.Cas(Pem.readCertificates(text, source)))
                        .orElseGet(ServerTrust.PublicCas::new);
            } catch (BrokenKeyMaterialException e) {
                problems.add(String.valueOf(e.getMessage()));
                return new ServerTrust.PublicCas();
            }
        }

        Optional<CertificateAndKey> certificate(Part user) {
            var certificate = material(user, "client-certificate");
            var key = material(user, "client-key");
            if (certificate.isEmpty() || key.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(pair(
                        certificate.get(), key.get(), source(user, "client-certificate"), source(user, "client-key")));
            } catch (BrokenKeyMaterialException e) {
                problems.add(String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }

        /** The inline data of a field wins over the file. */
        private Optional<String> material(Part part, String field) {
            if (part.has(field + "-data")) {
                return decoded(part, field + "-data");
            }
            return part.has(field) ? text(part.resolved(field), source(part, field)) : Optional.empty();
        }

        private static String source(Part part, String field) {
            return part.has(field + "-data")
                    ? "%s-data of %s".formatted(field, part)
                    : "%s %s of %s".formatted(field, Foreign.word(part.text(field)), part);
        }

        private Optional<String> decoded(Part part, String field) {
            try {
                var text = LINE_BREAKS.matcher(part.text(field)).replaceAll("");
                return Optional.of(new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException e) {
                problems.add("%s of %s is not base64".formatted(field, part));
                return Optional.empty();
            }
        }

        /** As Latin-1, which has a character for each byte, because PEM files can have comments in any encoding. */
        Optional<String> text(Path file, String source) {
            try {
                return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                problems.add("%s cannot be read: %s".formatted(source, ReadFailure.words(e)));
                return Optional.empty();
            }
        }

        /** A token's file wins over the token of the kubeconfig, if it can be read. */
        Supplier<Optional<String>> authorization(Part user) {
            var token = user.text("token").strip();
            if (!token.isEmpty() && !isToken(token)) {
                problems.add(user.problem("token", "which holds characters that no token has (not shown)"));
            }
            if (user.has("tokenFile")) {
                return ofFile(user, token);
            }
            if (!token.isEmpty()) {
                return () -> Optional.of(bearer(token));
            }
            if (user.has("username") || user.has("password")) {
                var basic = "Basic "
                        + Base64.getEncoder()
                                .encodeToString("%s:%s"
                                        .formatted(user.text("username"), user.text("password"))
                                        .getBytes(StandardCharsets.UTF_8));
                return () -> Optional.of(basic);
            }
            return Optional::empty;
        }

        private Supplier<Optional<String>> ofFile(Part user, String token) {
            var file = user.resolved("tokenFile");
            try {
                tokenIn(file, user.toString());
            } catch (KubernetesApiException e) {
                if (token.isEmpty()) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
            return () -> {
                try {
                    return Optional.of(bearer(tokenIn(file, user.toString())));
                } catch (KubernetesApiException e) {
                    if (token.isEmpty()) {
                        throw e;
                    }
                    return Optional.of(bearer(token));
                }
            };
        }
    }

    /** @throws BrokenKeyMaterialException if one of them cannot be read, or the key is of another certificate */
    static CertificateAndKey pair(String certificate, String key, String certificateSource, String keySource) {
        if (key.contains("ENCRYPTED")) {
            throw new BrokenKeyMaterialException(
                    keySource + " is encrypted with a password; such a key cannot be used without a prompt");
        }
        var pair =
                CertificateAndKey.of(Pem.readCertificates(certificate, certificateSource), Pem.readKey(key, keySource));
        if (!pair.isPair()) {
            throw new BrokenKeyMaterialException("%s is not the key of %s".formatted(keySource, certificateSource));
        }
        return pair;
    }
}
