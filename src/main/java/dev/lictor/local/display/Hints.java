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

/** What to try on a cluster that is up, as commands that can be pasted in any folder. */
final class Hints {
    private Hints() {}

    static List<String> lines(ClusterInfo facts, List<ServerView> servers) {
        var lines = new ArrayList<String>();
        lines.add("What to try:");
        lines.addAll(ofProcesses(facts, servers));
        var asked = servers.stream().filter(ServerView::ready).findFirst().orElse(servers.getFirst());
        lines.add("  curl -i %s/q/health/ready".formatted(asked.server().sidecarUrl()));
        environment(facts, asked.server()).forEach(variable -> lines.add("  " + variable + " \\"));
        lines.add("  %s kv put greeting hello".formatted(word(facts.consul().path())));
        lines.add("Ctrl-C ends all of it; keys and data stay in %s for the next time.".formatted(facts.folder()));
        return lines;
    }

    /** Those that hold only as long as the same processes run. */
    static List<String> ofProcesses(ClusterInfo facts, List<ServerView> servers) {
        return Stream.concat(
                        servers.stream().filter(ServerView::leads).flatMap(Hints::kill),
                        servers.stream().flatMap(view -> start(facts, view)))
                .toList();
    }

    private static Stream<String> kill(ServerView leader) {
        return leader.consul() instanceof Running(long pid)
                ? Stream.of("  kill -9 %d   # %s leads; see who is next"
                        .formatted(pid, leader.server().node()))
                : Stream.empty();
    }

    /** Of a server that nobody starts again. */
    private static Stream<String> start(ClusterInfo facts, ServerView view) {
        if (!(view.consul() instanceof Stopped stopped) || stopped.again().isPresent()) {
            return Stream.empty();
        }
        var command = ProcessCommands.agent(facts.consul(), view.server()).stream()
                .map(ShellWord::of)
                .collect(Collectors.joining(" "));
        return Stream.of(
                "  %s   # starts %s again".formatted(command, view.server().node()));
    }

    private static List<String> environment(ClusterInfo facts, LocalServer asked) {
        var variables = new ArrayList<>(List.of(
                "CONSUL_HTTP_ADDR=" + asked.consulUrl(),
                "CONSUL_CACERT=" + word(LocalKeys.authorityCertificate(facts.folder()))));
        if (facts.clientsShowCertificates()) {
            variables.add("CONSUL_CLIENT_CERT=" + word(asked.tls().resolve(ConsulConfiguration.CERTIFICATE_FILE)));
            variables.add("CONSUL_CLIENT_KEY=" + word(asked.tls().resolve(ConsulConfiguration.KEY_FILE)));
        }
        return variables;
    }

    private static String word(Path path) {
        return ShellWord.of(path.toAbsolutePath().normalize().toString());
    }
}
