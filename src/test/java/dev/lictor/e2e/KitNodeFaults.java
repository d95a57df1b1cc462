package dev.lictor.e2e;

import dev.lictor.testing.servers.Node;
import java.util.ArrayList;
import java.util.List;

/** Faults of the node of tools/servers. */
record KitNodeFaults(Node node) implements NodeFaults {

    @Override
    public void cut(List<String> podAddresses) {
        node.run("cut", podAddresses);
    }

    @Override
    public void heal() {
        node.run("heal", List.of());
    }

    @Override
    public void restart(List<String> servers) {
        node.run("restart", servers);
    }

    @Override
    public void signal(String namespace, String pod, String container, String signal) {
        node.run("signal", List.of(signal, namespace, pod, container));
    }

    @Override
    public void tag(String image, String another) {
        inside("ctr", "-n", "k8s.io", "images", "tag", "--force", full(image), full(another));
    }

    @Override
    public String smallFolder(String name, int mebibytes) {
        var folder = "/var/lib/small/" + name;
        inside("mkdir", "-p", folder);
        inside("mount", "-t", "tmpfs", "-o", "mode=777,size=%dm".formatted(mebibytes), "small", folder);
        return folder;
    }

    private void inside(String... command) {
        var words = new ArrayList<>(List.of("--"));
        words.addAll(List.of(command));
        node.run("exec", words);
    }

    /** As containerd spells the images of this suite. */
    private static String full(String image) {
        return "docker.io/" + (image.contains("/") ? image : "library/" + image);
    }
}
