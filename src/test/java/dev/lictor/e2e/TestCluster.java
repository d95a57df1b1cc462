package dev.lictor.e2e;

import dev.lictor.testing.servers.LictorProgram;
import dev.lictor.testing.servers.Node;
import dev.lictor.testing.servers.TestServers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The Kubernetes cluster of the suite. {@code E2E_KUBECONFIG} names an existing one, such as one of kind or k3d, and then
 * {@code E2E_IMAGE} its image of Lictor; {@code E2E_CONSUL_OLDEST} and {@code E2E_CONSUL_NEWEST} name images of Consul
 * 1.7.2 and 1.22.7 if they are not the usual ones. Without it a node of tools/servers is started.
 */
final class TestCluster implements AutoCloseable {
    private static final String OLDEST = "consul:1.7.2";
    private static final String NEWEST = "hashicorp/consul:1.22.7";

    private final Kubernetes kubernetes;
    private final Map<String, String> images;
    private final Optional<Node> node;

    private TestCluster(Kubernetes kubernetes, Map<String, String> images, Optional<Node> node) {
        this.kubernetes = kubernetes;
        this.images = images;
        this.node = node;
    }

    static TestCluster find() {
        return variable("E2E_KUBECONFIG").map(TestCluster::ofOthers).orElseGet(TestCluster::ofOurOwn);
    }

    Kubernetes kubernetes() {
        return kubernetes;
    }

    /** The image of {@code lictor} or of a Consul version. */
    String image(String of) {
        return Objects.requireNonNull(images.get(of), of);
    }

    /** The faults that can be injected into the node. Skips the test on a Kubernetes cluster of the user. */
    NodeFaults faults() {
        if (node.isEmpty()) {
            var why = "only a node of tools/servers can be broken so; not available with E2E_KUBECONFIG";
            System.err.println("\nSKIPPED: " + why + "\n");
            Assumptions.abort(why);
        }
        return new KitNodeFaults(node.orElseThrow());
    }

    @Override
    public void close() {
        node.ifPresent(Node::close);
    }

    private static TestCluster ofOthers(String kubeconfig) {
        return new TestCluster(
                new Kubernetes(Path.of("kubectl"), Path.of(kubeconfig)),
                Map.of(
                        "lictor",
                        variable("E2E_IMAGE").orElseThrow(() -> new IllegalStateException("E2E_IMAGE names no image")),
                        "1.7.2",
                        variable("E2E_CONSUL_OLDEST").orElse(OLDEST),
                        "1.22.7",
                        variable("E2E_CONSUL_NEWEST").orElse(NEWEST)),
                Optional.empty());
    }

    private static TestCluster ofOurOwn() {
        var executable = LictorProgram.nativeExecutable();
        if (executable.isEmpty()) {
            TestServers.missing("no native executable: mvn verify -Dnative makes one, or TEST_LICTOR names one");
        }
        var lictor = "lictor:e2e";
        var node = Node.start();
        node.importNative(executable.orElseThrow(), lictor);
        node.importConsul("1.7.2", OLDEST);
        node.importConsul("1.22.7", NEWEST);
        return new TestCluster(
                new Kubernetes(Path.of(TestServers.run("kubernetes", "newest"), "kubectl"), node.kubeconfig()),
                Map.of("lictor", lictor, "1.7.2", OLDEST, "1.22.7", NEWEST),
                Optional.of(node));
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
