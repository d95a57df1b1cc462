package dev.lictor.testing.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real Kubernetes cluster of one node, on this machine, without a registry. Only root may have one. */
public final class Node implements AutoCloseable {
    private final Path directory;
    private final Path kubeconfig;
    private final Thread hook = new Thread(this::down);

    private Node(Path directory) {
        this.directory = directory;
        // Stops the node also if a test is interrupted.
        Runtime.getRuntime().addShutdownHook(hook);
        this.kubeconfig = Path.of(TestServers.run("node", "up", "--dir", directory.toString()));
    }

    public static Node start() {
        TestServers.require("kubernetes", "consul", "node");
        if (!System.getProperty("user.name").equals("root")) {
            TestServers.missing("a node needs root, for namespaces");
        }
        try {
            return new Node(Files.createTempDirectory("lictor-node"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The executable with the libraries that it needs, and nothing else. */
    public void importNative(Path executable, String image) {
        try {
            var named = Files.copy(executable, directory.resolve("lictor"));
            var tar = directory.resolve("lictor.tar").toString();
            TestServers.run("image", "native", named.toString(), image, tar);
            importImage(image, tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void importConsul(String version, String image) {
        var tar = directory.resolve("consul.tar").toString();
        TestServers.run("image", "consul", version, tar, image);
        importImage(image, tar);
    }

    /** The administrator's kubeconfig, for use from outside. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Runs a command of tools/servers/node for this node. */
    public String run(String command, List<String> args) {
        var all = new ArrayList<>(List.of(command, "--dir", directory.toString()));
        all.addAll(args);
        return TestServers.run("node", all.toArray(String[]::new));
    }

    public String kubectl(String... args) {
        return TestServers.kubectl(kubeconfig, args);
    }

    @Override
    public void close() {
        down();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void importImage(String image, String tar) {
        TestServers.run("image", "import", "--dir", directory.toString(), image, tar);
    }

    private void down() {
        TestServers.run("node", "down", "--dir", directory.toString());
    }
}
