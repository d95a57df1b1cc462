package dev.lictor.testing.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hosts on this machine that reach each other and are reachable from here: network namespaces on a bridge in a further namespace.
 * Only root may have them.
 */
public final class Network implements AutoCloseable {
    /** An unused address: packets to it are lost without an error. */
    private static final String NOWHERE = "02:00:00:00:00:01";

    private static final String BRIDGE = "bridge";
    private static final String CARD = "eth0";

    private final long run = ProcessHandle.current().pid() % 65_536;
    private final int hosts;
    private final Thread hook = new Thread(this::remove);

    public Network(int hosts) {
        if (!System.getProperty("user.name").equals("root")) {
            TestServers.missing("network namespaces need root");
        }
        this.hosts = hosts;
        Runtime.getRuntime().addShutdownHook(hook);
        ip("netns", "add", namespace(BRIDGE));
        inside(BRIDGE, "ip", "link", "add", BRIDGE, "type", "bridge");
        inside(BRIDGE, "ip", "link", "set", BRIDGE, "up");
        all().forEach(this::add);
        connect(here(), "here");
        ip("address", "add", address(0) + "/24", "dev", here());
        ip("link", "set", here(), "up");
    }

    /** @param host from 1 */
    public String address(int host) {
        return "10.%d.%d.%d".formatted(100 + run / 1000 % 100, run % 250, 10 + host);
    }

    /** A command line that runs on a host. */
    public List<String> on(int host, List<String> command) {
        var line = new ArrayList<>(List.of("ip", "netns", "exec", namespace(host)));
        line.addAll(command);
        return line;
    }

    /** Drops all packets from a host to the others. */
    public void loseFrom(int host) {
        others(host).forEach(other -> lose(host, other));
    }

    /** Drops all packets from the others to a host. */
    public void loseTo(int host) {
        others(host).forEach(other -> lose(other, host));
    }

    /** Limits the rate of packets to a host, such as {@code 2mbit}. */
    public void slowTo(int host, String rate) {
        inside(
                BRIDGE,
                "tc",
                "qdisc",
                "replace",
                "dev",
                plug(host),
                "root",
                "tbf",
                "rate",
                rate,
                "burst",
                "16kb",
                "latency",
                "5s");
    }

    /** Ends drops and limits of a host. */
    public void heal(int host) {
        inside(host, "ip", "neighbour", "flush", "dev", CARD, "nud", "permanent");
        inside(BRIDGE, "sh", "-c", "tc qdisc delete dev %s root 2>/dev/null || true".formatted(plug(host)));
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void add(int host) {
        ip("netns", "add", namespace(host));
        connect("h" + run + "-" + host, plug(host));
        ip("link", "set", "h" + run + "-" + host, "netns", namespace(host), "name", CARD);
        inside(host, "ip", "address", "add", address(host) + "/24", "dev", CARD);
        inside(host, "ip", "link", "set", CARD, "up");
        inside(host, "ip", "link", "set", "lo", "up");
    }

    private void connect(String card, String plug) {
        ip("link", "add", card, "type", "veth", "peer", "name", plug, "netns", namespace(BRIDGE));
        inside(BRIDGE, "ip", "link", "set", plug, "master", BRIDGE, "up");
    }

    private void lose(int from, int to) {
        inside(from, "ip", "neighbour", "replace", address(to), "lladdr", NOWHERE, "dev", CARD, "nud", "permanent");
    }

    private IntStream all() {
        return IntStream.rangeClosed(1, hosts);
    }

    private IntStream others(int host) {
        return all().filter(other -> other != host);
    }

    private static String plug(int host) {
        return "plug" + host;
    }

    private String here() {
        return "lictor" + run;
    }

    private String namespace(Object host) {
        return "lictor-%d-%s".formatted(run, host);
    }

    private void inside(Object host, String... command) {
        var line = new ArrayList<>(List.of("ip", "netns", "exec", namespace(host)));
        line.addAll(List.of(command));
        TestServers.run(line);
    }

    private static void ip(String... args) {
        var line = new ArrayList<>(List.of("ip"));
        line.addAll(List.of(args));
        TestServers.run(line);
    }

    /** The devices in a namespace and their peers are deleted with it. */
    private void remove() {
        TestServers.run(List.of(
                "sh",
                "-c",
                "for n in $(ip netns list | cut -d ' ' -f 1 | grep '^lictor-%d-'); do ip netns delete $n; done"
                        .formatted(run)));
    }
}
