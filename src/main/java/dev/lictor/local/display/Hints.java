package dev.lictor.local.display;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.local.ClusterInfo;
import dev.lictor.local.LocalKeys;
import dev.lictor.local.LocalServer;
import dev.lictor.local.ServerView;
import dev.lictor.local.process.ProcessCommands;
import dev.lictor.local.process.ProcessState.Running;
import dev.lictor.local.process.ProcessState.Stopped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands to try on a running cluster. Each can be pasted into a shell in any folder. */
final class Hints {
    private Hints() {}

    static List<String> lines(ClusterInfo cluster, List<ServerView> servers) {
        var lines = new ArrayList<String>();
        lines.add("Commands to try:");
        lines.addAll(ofProcesses(cluster, servers));
        var asked = servers.stream().filter(ServerView::ready).findFirst().orElse(servers.getFirst());
        lines.add("  curl -i %s/q/health/ready".formatted(asked.server().sidecarUrl()));
        environment(cluster, asked.server()).forEach(variable -> lines.add("  " + variable + " \\"));
        lines.add("  %s kv put greeting hello".formatted(word(cluster.consul().path())));
        lines.add("Ctrl-C stops the cluster; keys and data stay in %s for the next start.".formatted(cluster.folder()));
        return lines;
    }

    /** The commands that name a process, which change when a process ends or starts. */
    static List<String> ofProcesses(ClusterInfo cluster, List<ServerView> servers) {
        return Stream.concat(
                        servers.stream().filter(ServerView::leads).flatMap(Hints::kill),
                        servers.stream().flatMap(view -> start(cluster, view)))
                .toList();
    }

    private static Stream<String> kill(ServerView leader) {
        return leader.consul() instanceof Running(long pid)
                ? Stream.of("  kill -9 %d   # %s leads; see who is next"
                        .formatted(pid, leader.server().node()))
                : Stream.empty();
    }

    /** The command that starts a server that Lictor does not restart. */
    private static Stream<String> start(ClusterInfo cluster, ServerView view) {
        if (!(view.consul() instanceof Stopped stopped) || stopped.restartIn().isPresent()) {
            return Stream.empty();
        }
        var command = ProcessCommands.agent(cluster.consul(), view.server()).stream()
                .map(ShellWord::of)
                .collect(Collectors.joining(" "));
        return Stream.of(
                "  %s   # starts %s again".formatted(command, view.server().node()));
    }

    private static List<String> environment(ClusterInfo cluster, LocalServer asked) {
        var variables = new ArrayList<>(List.of(
                "CONSUL_HTTP_ADDR=" + asked.consulUrl(),
                "CONSUL_CACERT=" + word(LocalKeys.caCertificate(cluster.folder()))));
        if (cluster.clientsNeedCertificates()) {
            variables.add("CONSUL_CLIENT_CERT=" + word(asked.tls().resolve(ConsulConfiguration.CERTIFICATE_FILE)));
            variables.add("CONSUL_CLIENT_KEY=" + word(asked.tls().resolve(ConsulConfiguration.KEY_FILE)));
        }
        return variables;
    }

    private static String word(Path path) {
        return ShellWord.of(path.toAbsolutePath().normalize().toString());
    }
}
