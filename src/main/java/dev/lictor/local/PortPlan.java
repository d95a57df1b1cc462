package dev.lictor.local;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which ports servers get: those they had, else the first free ones near Consul's usual ones, ten apart. */
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
     * @param recorded of an earlier run
     * @param free whether nobody listens on a port
     * @throws CannotStartException if someone else has a port that cannot be changed
     */
    static List<LocalPorts> of(List<LocalPorts> recorded, int servers, IntPredicate free) {
        var plan = new PortPlan(free);
        recorded.forEach(ports -> plan.taken.addAll(ports.all()));
        refuseLost(recorded.stream()
                .map(LocalPorts::rpc)
                .filter(port -> !free.test(port))
                .toList());
        var all = new ArrayList<LocalPorts>();
        for (int server = 0; server < servers; server++) {
            all.add(server < recorded.size() ? plan.again(recorded.get(server)) : plan.anew());
        }
        return all;
    }

    private static void refuseLost(List<Integer> ports) {
        if (!ports.isEmpty()) {
            var named = ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
            throw new CannotStartException("""
                    in use: %s, and the servers' data knows a server by its port
                    end what listens there (ss -ltnp or lsof -i tells what), such as a cluster of another --dir; or use a new --dir""".formatted((ports.size() == 1 ? "port " : "ports ") + named));
        }
    }

    private LocalPorts again(LocalPorts had) {
        return new LocalPorts(
                had.rpc(),
                free.test(had.serf()) ? had.serf() : next(FIRST_SERF),
                free.test(had.https()) ? had.https() : next(FIRST_HTTPS),
                free.test(had.sidecar()) ? had.sidecar() : next(FIRST_SIDECAR));
    }

    private LocalPorts anew() {
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
