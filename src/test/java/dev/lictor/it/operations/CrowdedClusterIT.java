package dev.lictor.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lictor.testing.servers.ApiProxy;
import dev.lictor.testing.servers.ApiServer;
import dev.lictor.testing.servers.FinishedProcess;
import dev.lictor.testing.servers.LictorProcess;
import dev.lictor.testing.servers.LictorProgram;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The real program on a real API server with many foreign objects: as much JSON as 5,000 pods of 7.5 kB and 2,000 nodes of
 * 15 kB, in fewer and larger objects, which are created faster. The program has the heap of the native executable; the native executable also has the
 * memory limit of the Job.
 */
class CrowdedClusterIT {
    private static final String NAMESPACE = "crowded";
    private static final int PODS = 600;
    private static final int NODES = 500;
    private static final int ENTRIES = 800;
    private static final String HEAP = "-Xmx96m";
    private static final long MEMORY_OF_THE_JOB = 256L << 20;
    private static final int AT_ONCE = 8;
    /** Requests for a collection, not for an object or a namespace. */
    private static final Pattern LIST =
            Pattern.compile("(/api/v1|/apis/[^/]+/[^/]+)(/namespaces/[^/]+/[a-z]+|/(?!namespaces)[a-z]+)");
    /** Prints the peak memory of the program in kB as the last word. */
    private static final String MEASURING = """
        import resource, subprocess, sys
        code = subprocess.run(sys.argv[1:]).returncode
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
        sys.exit(code)
        """;

    private static ApiServer api;
    private static ApiProxy proxy;
    private static Path kubeconfig;

    @BeforeAll
    static void crowd() {
        api = ApiServer.start();
        api.kubectl("create", "namespace", NAMESPACE);
        api.kubectl("create", "serviceaccount", "operator", "--namespace=" + NAMESPACE);
        api.kubectl(
                "create",
                "clusterrolebinding",
                "operator",
                "--clusterrole=cluster-admin",
                "--serviceaccount=%s:operator".formatted(NAMESPACE));
        proxy = new ApiProxy(api.kubeconfig());
        kubeconfig = proxy.by(api.kubeconfigOf(NAMESPACE, "operator"));
        create(PODS, CrowdedClusterIT::pod);
        create(NODES, CrowdedClusterIT::node);
    }

    @AfterAll
    static void stop() {
        if (proxy != null) {
            proxy.close();
        }
        if (api != null) {
            api.close();
        }
    }

    @Test
    void foreignObjectsCostNoMemory() {
        succeeds("bootstrap", "--no-wait");
        succeeds("bootstrap", "--no-wait");
        succeeds("bootstrap", "--adopt", "--dry-run");
        succeeds("diff");
        succeeds("uninstall", "--dry-run");
        succeeds("uninstall", "--set=lictor.rollout-timeout=60s");

        assertThat(proxy.reads().stream()
                        .filter(read -> LIST.matcher(read.path()).matches()))
                .isNotEmpty()
                .allMatch(read -> read.query().contains("limit="))
                .allMatch(read -> !read.path().endsWith("/pods")
                        || read.query().contains("Selector=app")
                        || read.query().contains("Selector=metadata.name="))
                .anyMatch(read -> read.path().equals("/api/v1/nodes"));
    }

    private static void succeeds(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.add("--namespace=" + NAMESPACE);
        var builder = LictorProcess.builder(
                Map.of("KUBECONFIG", kubeconfig.toString(), "JDK_JAVA_OPTIONS", HEAP), all.toArray(String[]::new));
        if (LictorProgram.nativeExecutable().isPresent()) {
            builder.command().addAll(0, List.of("python3", "-c", MEASURING));
        }

        var finished = FinishedProcess.await(builder, Duration.ofMinutes(2));

        assertThat(finished.exitCode()).as(finished.words()).isZero();
        if (LictorProgram.nativeExecutable().isPresent()) {
            assertThat(Long.parseLong(finished.complaints().getLast()) << 10)
                    .as("bytes that %s has taken", List.of(args))
                    .isLessThan(MEMORY_OF_THE_JOB);
        }
    }

    private static void create(int count, IntFunction<HasMetadata> object) {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> api.administrator().resource(object.apply(i)).create(), threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
    }

    private static Pod pod(int number) {
        var variables = IntStream.range(0, ENTRIES)
                .mapToObj(i -> new EnvVarBuilder()
                        .withName("VARIABLE_" + i)
                        .withValue("a value of number " + i)
                        .build())
                .toList();
        return new PodBuilder()
                .withNewMetadata()
                .withName("job-" + number)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("job")
                .withImage("example.com/job")
                .withEnv(variables.toArray(EnvVar[]::new))
                .endContainer()
                .endSpec()
                .build();
    }

    private static HasMetadata node(int number) {
        Map<String, String> annotations = IntStream.range(0, ENTRIES)
                .boxed()
                .collect(Collectors.toMap(i -> "example.com/annotation-" + i, i -> "a value of number " + i));
        return new NodeBuilder()
                .withNewMetadata()
                .withName("node-" + number)
                .addToLabels("kubernetes.io/hostname", "node-" + number)
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }
}
