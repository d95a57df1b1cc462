package dev.lictor.local;

import dev.lictor.local.process.ManagedProcess;
import dev.lictor.local.process.ProcessCommands;
import dev.lictor.local.process.ProcessShutdown;
import dev.lictor.local.process.ProcessState;
import dev.lictor.local.process.SupervisedProcess;
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
    private final Map<LocalServer, SupervisedProcess> consuls = new LinkedHashMap<>();
    private final Map<LocalServer, SupervisedProcess> sidecars = new LinkedHashMap<>();

    LocalServers(List<LocalServer> servers) {
        this.servers = servers;
    }

    void start(ProcessCommands commands, SupervisedProcess.Surroundings surroundings) {
        for (var server : servers) {
            var start = new SupervisedProcess.Start(
                    server.node(),
                    commands.consul(server),
                    Map.of(),
                    server.consulLog(),
                    server.ports().https());
            consuls.put(server, new SupervisedProcess(start, surroundings));
        }
        for (var server : servers) {
            var start = new SupervisedProcess.Start(
                    server.node() + "'s sidecar",
                    commands.sidecar(),
                    commands.settings(server),
                    server.sidecarLog(),
                    server.ports().sidecar());
            sidecars.put(server, new SupervisedProcess(start, surroundings));
        }
    }

    /** What is seen of them now; what has ended is started again where that is due. */
    List<ServerView> look(SidecarReader asked) {
        var answers = asked.ask(servers);
        return IntStream.range(0, servers.size())
                .mapToObj(i -> new ServerView(
                        servers.get(i), look(consuls, servers.get(i)), look(sidecars, servers.get(i)), answers.get(i)))
                .toList();
    }

    /** The first that ended by itself, nobody having killed it, with the end of its log. */
    Optional<String> failure() {
        return children()
                .flatMap(child -> child.state() instanceof ProcessState.Stopped stopped && !stopped.killed()
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
        return ProcessShutdown.of(
                children().map(child -> child.process().toHandle()).toList(), deadline);
    }

    private Stream<ManagedProcess> children() {
        return Stream.of(sidecars, consuls)
                .flatMap(all -> all.values().stream())
                .map(SupervisedProcess::child);
    }

    private static ProcessState look(Map<LocalServer, SupervisedProcess> processes, LocalServer server) {
        var process = processes.get(server);
        if (process == null) {
            throw new IllegalStateException(server.node() + " was not started");
        }
        return process.look();
    }

    private static String failure(ManagedProcess child, ProcessState.Stopped stopped) {
        return "%s %s; its log, %s, ends:%n%s"
                .formatted(child.name(), stopped.words(), child.log(), String.join("\n", child.lastLines(LOG_LINES)));
    }
}
