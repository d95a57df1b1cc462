package dev.lictor.local;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Chooses the ports of servers: the recorded ones, or the first free ones near Consul's default ports, in steps of ten. */
final class PortPlan {
    private static final int FIRST_RPC = 8300;
    private static final int FIRST_SERF = 8301;
    private static final int FIRST_HTTPS = 8501;
    private static final int FIRST_SIDECAR = 8508;
    private static final int STEP = 10;
    private static final int CANDIDATES = 1000;

    private final IntPredicate free;
    private final Set<Integer> taken = new HashSet<>();

    private PortPlan(IntPredicate free) {
        this.free = free;
    }

    /**
     * @param recorded the ports of an earlier run
     * @param free whether no process uses a port
     * @throws CannotStartException if another process uses a Raft port, which cannot change
     */
    static List<LocalPorts> of(List<LocalPorts> recorded, int servers, IntPredicate free) {
        var plan = new PortPlan(free);
        recorded.forEach(ports -> plan.taken.addAll(ports.all()));
        refuseTakenRaftPorts(recorded.stream()
                .map(LocalPorts::rpc)
                .filter(port -> !free.test(port))
                .toList());
        var all = new ArrayList<LocalPorts>();
        for (int server = 0; server < servers; server++) {
            all.add(server < recorded.size() ? plan.reuse(recorded.get(server)) : plan.allocate());
        }
        return all;
    }

    private static void refuseTakenRaftPorts(List<Integer> ports) {
        if (!ports.isEmpty()) {
            var named = ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
            throw new CannotStartException("""
                    in use: %s, and the servers' data knows a server by its port
                    end the process that listens there (ss -ltnp or lsof -i shows it), such as a cluster of another --dir; or use a new --dir""".formatted((ports.size() == 1 ? "port " : "ports ") + named));
        }
    }

    private LocalPorts reuse(LocalPorts had) {
        return new LocalPorts(
                had.rpc(),
                free.test(had.serf()) ? had.serf() : next(FIRST_SERF),
                free.test(had.https()) ? had.https() : next(FIRST_HTTPS),
                free.test(had.sidecar()) ? had.sidecar() : next(FIRST_SIDECAR));
    }

    private LocalPorts allocate() {
        return new LocalPorts(next(FIRST_RPC), next(FIRST_SERF), next(FIRST_HTTPS), next(FIRST_SIDECAR));
    }

    private int next(int first) {
        int port = IntStream.iterate(first, candidate -> candidate + STEP)
                .limit(CANDIDATES)
                .filter(candidate -> !taken.contains(candidate) && free.test(candidate))
                .findFirst()
                .orElseThrow(() ->
                        new CannotStartException("no free port from %d on, in steps of %d".formatted(first, STEP)));
        taken.add(port);
        return port;
    }
}
