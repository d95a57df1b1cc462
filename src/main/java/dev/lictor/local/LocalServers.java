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

    void start(ProcessCommands commands, SupervisedProcess.Supervision supervision) {
        for (var server : servers) {
            var start = new SupervisedProcess.Start(
                    server.node(),
                    commands.consul(server),
                    Map.of(),
                    server.consulLog(),
                    server.ports().https());
            consuls.put(server, new SupervisedProcess(start, supervision));
        }
        for (var server : servers) {
            var start = new SupervisedProcess.Start(
                    server.node() + "'s sidecar",
                    commands.sidecar(),
                    commands.settings(server),
                    server.sidecarLog(),
                    server.ports().sidecar());
            sidecars.put(server, new SupervisedProcess(start, supervision));
        }
    }

    /** Observes all servers, and restarts processes that have ended and whose pause is over. */
    List<ServerView> observe(SidecarReader reader) {
        var answers = reader.ask(servers);
        return IntStream.range(0, servers.size())
                .mapToObj(i -> new ServerView(
                        servers.get(i),
                        observe(consuls, servers.get(i)),
                        observe(sidecars, servers.get(i)),
                        answers.get(i)))
                .toList();
    }

    /** Describes the first process that ended without a signal, with the end of its log. */
    Optional<String> failure() {
        return children()
                .flatMap(child -> child.state() instanceof ProcessState.Stopped stopped && !stopped.killed()
                        ? Stream.of(failure(child, stopped))
                        : Stream.empty())
                .findFirst();
    }

    /** Servers with a process that the user started in place of one that had ended. Lictor does not end these processes. */
    List<LocalServer> startedByHand() {
        return servers.stream()
                .filter(server -> Stream.of(consuls, sidecars)
                        .anyMatch(all ->
                                all.containsKey(server) && all.get(server).startedByHand()))
                .toList();
    }

    /** @return the processes that did not end by SIGTERM and were killed */
    List<ProcessHandle> stop(Duration deadline) {
        return ProcessShutdown.stop(
                children().map(child -> child.process().toHandle()).toList(), deadline);
    }

    private Stream<ManagedProcess> children() {
        return Stream.of(sidecars, consuls)
                .flatMap(all -> all.values().stream())
                .map(SupervisedProcess::child);
    }

    private static ProcessState observe(Map<LocalServer, SupervisedProcess> processes, LocalServer server) {
        var process = processes.get(server);
        if (process == null) {
            throw new IllegalStateException(server.node() + " was not started");
        }
        return process.observe();
    }

    private static String failure(ManagedProcess child, ProcessState.Stopped stopped) {
        return "%s %s; its log, %s, ends:%n%s"
                .formatted(child.name(), stopped.words(), child.log(), String.join("\n", child.lastLines(LOG_LINES)));
    }
}
