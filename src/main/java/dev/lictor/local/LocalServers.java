package dev.lictor.local;

import java.time.Duration;
import java.util.ArrayList;
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
    private final Map<LocalServer, Child> consuls = new LinkedHashMap<>();
    private final Map<LocalServer, Child> sidecars = new LinkedHashMap<>();

    LocalServers(List<LocalServer> servers) {
        this.servers = servers;
    }

    /** @param started keeps each of them in mind before the next one starts */
    void start(Commands commands, ProcessRecord started) {
        for (var server : servers) {
            var consul = Child.start(server.node(), commands.consul(server), Map.of(), server.consulLog());
            started.add(consul.process().toHandle());
            consuls.put(server, consul);
        }
        for (var server : servers) {
            var sidecar = Child.start(
                    server.node() + "'s sidecar", commands.sidecar(), commands.settings(server), server.sidecarLog());
            started.add(sidecar.process().toHandle());
            sidecars.put(server, sidecar);
        }
    }

    List<ServerView> view(Sidecars asked) {
        var answers = asked.ask(servers);
        return IntStream.range(0, servers.size())
                .mapToObj(i -> new ServerView(
                        servers.get(i),
                        state(consuls, servers.get(i)),
                        state(sidecars, servers.get(i)),
                        answers.get(i)))
                .toList();
    }

    /** The first that ended by itself, nobody having killed it, with the end of its log. */
    Optional<String> failure() {
        return Stream.concat(consuls.values().stream(), sidecars.values().stream())
                .flatMap(child -> child.state() instanceof ChildState.Stopped stopped && !stopped.killed()
                        ? Stream.of(failure(child, stopped))
                        : Stream.empty())
                .findFirst();
    }

    /** @return those that had to be killed */
    List<ProcessHandle> stop(Duration deadline) {
        var processes = new ArrayList<ProcessHandle>();
        Stream.of(sidecars, consuls)
                .flatMap(children -> children.values().stream())
                .forEach(child -> processes.add(child.process().toHandle()));
        return Ending.of(processes, deadline);
    }

    private static ChildState state(Map<LocalServer, Child> children, LocalServer server) {
        var child = children.get(server);
        if (child == null) {
            throw new IllegalStateException(server.node() + " was not started");
        }
        return child.state();
    }

    private static String failure(Child child, ChildState.Stopped stopped) {
        return "%s %s; its log, %s, ends:%n%s"
                .formatted(child.name(), stopped.words(), child.log(), String.join("\n", child.lastLines(LOG_LINES)));
    }
}
