package dev.lictor.local;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The processes of a local cluster: a Consul and a sidecar for each server. */
final class LocalServers {
    private static final int LOG_LINES = 12;

    private final List<LocalServer> servers;
    private final Map<LocalServer, Supervised> consuls = new LinkedHashMap<>();
    private final Map<LocalServer, Supervised> sidecars = new LinkedHashMap<>();

    LocalServers(List<LocalServer> servers) {
        this.servers = servers;
    }

    void start(Commands commands, Supervised.Surroundings surroundings) {
        for (var server : servers) {
            var start = new Supervised.Start(
                    server.node(),
                    commands.consul(server),
                    Map.of(),
                    server.consulLog(),
                    server.ports().https());
            consuls.put(server, new Supervised(start, surroundings));
        }
        for (var server : servers) {
            var start = new Supervised.Start(
                    server.node() + "'s sidecar",
                    commands.sidecar(),
                    commands.settings(server),
                    server.sidecarLog(),
                    server.ports().sidecar());
            sidecars.put(server, new Supervised(start, surroundings));
        }
    }

    /** What is seen of them now; what has ended is started again where that is due. */
    List<ServerView> look(Sidecars asked) {
        var answers = asked.ask(servers);
        return IntStream.range(0, servers.size())
                .mapToObj(i -> new ServerView(
                        servers.get(i), look(consuls, servers.get(i)), look(sidecars, servers.get(i)), answers.get(i)))
                .toList();
    }

    /** The first that ended by itself, nobody having killed it, with the end of its log. */
    Optional<String> failure() {
        return children()
                .flatMap(child -> child.state() instanceof ChildState.Stopped stopped && !stopped.killed()
                        ? Stream.of(failure(child, stopped))
                        : Stream.empty())
                .findFirst();
    }

    /** Those that somebody else had started in place of one that had ended; they are not ours to end. */
    List<LocalServer> byHand() {
        return servers.stream()
                .filter(server -> Stream.of(consuls, sidecars)
                        .anyMatch(all ->
                                all.containsKey(server) && all.get(server).byHand()))
                .toList();
    }

    /** @return those that had to be killed */
    List<ProcessHandle> stop(Duration deadline) {
        return Ending.of(children().map(child -> child.process().toHandle()).toList(), deadline);
    }

    private Stream<Child> children() {
        return Stream.of(sidecars, consuls)
                .flatMap(all -> all.values().stream())
                .map(Supervised::child);
    }

    private static ChildState look(Map<LocalServer, Supervised> processes, LocalServer server) {
        var process = processes.get(server);
        if (process == null) {
            throw new IllegalStateException(server.node() + " was not started");
        }
        return process.look();
    }

    private static String failure(Child child, ChildState.Stopped stopped) {
        return "%s %s; its log, %s, ends:%n%s"
                .formatted(child.name(), stopped.words(), child.log(), String.join("\n", child.lastLines(LOG_LINES)));
    }
}
