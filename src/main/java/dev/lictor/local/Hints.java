package dev.lictor.local;

import dev.lictor.cluster.ConsulConfiguration;
import dev.lictor.local.ChildState.Running;
import java.util.ArrayList;
import java.util.List;

/** What to try on a cluster that is up, as commands to copy. */
final class Hints {
    private Hints() {}

    static List<String> lines(Facts facts, List<ServerView> servers) {
        var lines = new ArrayList<String>();
        lines.add("What to try:");
        servers.stream().filter(ServerView::leads).findFirst().ifPresent(leader -> {
            if (leader.consul() instanceof Running running) {
                lines.add("  kill -9 %d   # %s leads; see who is next"
                        .formatted(running.pid(), leader.server().node()));
            }
        });
        var asked = servers.stream().filter(ServerView::ready).findFirst().orElse(servers.getFirst());
        lines.add("  curl -i %s/q/health/ready".formatted(asked.server().sidecarUrl()));
        environment(facts, asked.server()).forEach(variable -> lines.add("  " + variable + " \\"));
        lines.add("  %s kv put greeting hello".formatted(facts.consul().path()));
        lines.add("Ctrl-C ends all of it; keys and data stay in %s for the next time.".formatted(facts.folder()));
        return lines;
    }

    private static List<String> environment(Facts facts, LocalServer asked) {
        var variables = new ArrayList<>(List.of(
                "CONSUL_HTTP_ADDR=" + asked.consulUrl(), "CONSUL_CACERT=" + Keys.authorityCertificate(facts.folder())));
        if (facts.clientsShowCertificates()) {
            variables.add("CONSUL_CLIENT_CERT=" + asked.tls().resolve(ConsulConfiguration.CERTIFICATE_FILE));
            variables.add("CONSUL_CLIENT_KEY=" + asked.tls().resolve(ConsulConfiguration.KEY_FILE));
        }
        return variables;
    }
}
