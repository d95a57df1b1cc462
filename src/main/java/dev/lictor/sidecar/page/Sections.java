package dev.lictor.sidecar.page;

import dev.lictor.sidecar.RaftRole;
import dev.lictor.sidecar.Readiness;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The facts of a status, a section a kind. One of which nothing is known is left out. */
final class Sections {
    private Sections() {}

    static Html server(Status status) {
        return status.server()
                .map(server -> section(
                        "server",
                        "This server",
                        facts(about(server, status.readiness().role()))))
                .orElse(Html.NOTHING);
    }

    static Html peers(List<Status.Peer> peers) {
        return peers.isEmpty()
                ? Html.NOTHING
                : section(
                        "peers",
                        "Servers of the cluster",
                        Html.of(
                                "<table aria-labelledby=\"peers\">\n<thead><tr><th scope=\"col\">Address</th><th scope=\"col\">In Raft</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n",
                                Html.all(peers.stream().map(Sections::peer))));
    }

    static Html certificates(Status status) {
        return status.certificates().isEmpty()
                ? Html.NOTHING
                : section(
                        "certificates",
                        "Certificates",
                        facts(status.certificates().stream()
                                .map(certificate -> certificate(certificate, status.at()))));
    }

    private static Stream<Html> about(Status.Server server, RaftRole role) {
        return Stream.of(
                fact("Address", server.address()),
                fact("Votes", server.voter().map(votes -> votes ? "yes" : "no")),
                fact("Last contact", server.raft().map(raft -> contact(raft, role))),
                fact("Log behind", server.raft().flatMap(Status.Raft::lag).map(Words::entries)),
                fact("Log applied to", server.raft().map(Status.Raft::applied)),
                fact("Term", server.raft().map(Status.Raft::term)),
                fact("Consul", Optional.of(server.consul())));
    }

    private static String contact(Status.Raft raft, RaftRole role) {
        return role == RaftRole.LEADER
                ? "is the leader"
                : raft.lastContact().map(ago -> Readiness.text(ago) + " ago").orElse("never");
    }

    private static Html certificate(Status.Certificate certificate, Instant now) {
        return Html.of(
                "<dt>{}</dt><dd{}>{} <time class=\"quiet\" datetime=\"{}\">{}</time></dd>\n",
                switch (certificate.name()) {
                    case "ca" -> "CA, mounted";
                    case "served" -> "Server, served";
                    default -> "Server, mounted";
                },
                certificate.ends().isAfter(now) ? Html.NOTHING : Html.of(" class=\"bad\""),
                Words.end(certificate.ends(), now),
                certificate.ends(),
                Words.minute(certificate.ends()));
    }

    private static Html peer(Status.Peer peer) {
        var part = peer.leads()
                ? "leader"
                : peer.voter().map(votes -> votes ? "voter" : "no vote yet").orElse("vote unknown");
        return Html.of(
                "<tr><th scope=\"row\"><bdi>{}</bdi>{}</th><td>{}</td></tr>\n",
                peer.address(),
                peer.own() ? Html.of(" <span class=\"quiet\">this server</span>") : Html.NOTHING,
                part);
    }

    private static Html fact(String name, Optional<?> value) {
        return Html.of(
                "<dt>{}</dt><dd>{}</dd>\n",
                name,
                value.isPresent() ? value.get() : Html.of("<span class=\"quiet\">unknown</span>"));
    }

    private static Html facts(Stream<Html> facts) {
        return Html.of("<dl>\n{}</dl>\n", Html.all(facts));
    }

    private static Html section(String id, String title, Html content) {
        return Html.of(
                "<section aria-labelledby=\"{}\">\n<h2 id=\"{}\">{}</h2>\n{}</section>\n", id, id, title, content);
    }
}
