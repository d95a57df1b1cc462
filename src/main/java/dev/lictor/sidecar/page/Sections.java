package dev.lictor.sidecar.page;

import dev.lictor.sidecar.backup.BackupStatus;
import dev.lictor.sidecar.observe.RaftRole;
import dev.lictor.sidecar.readiness.Readiness;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The sections of the page, one for each kind of fact. A section without known facts is left out. */
final class Sections {
    private static final Html BAD = Html.of(" class=\"bad\"");

    private Sections() {}

    static Html server(Status status) {
        return status.server()
                .map(server -> section(
                        "server",
                        "This server",
                        facts(about(server, status.readiness().role()))))
                .orElse(Html.NOTHING);
    }

    static Html peers(Status status) {
        return status.peers().isEmpty()
                ? Html.NOTHING
                : section("peers", "Servers of the cluster", PeerTable.of(status.peers(), status.hidden()));
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

    /** Consul does not report a disk that fills up until the disk is full. */
    static Html volume(Status status) {
        return status.space()
                .map(space -> section(
                        "volume",
                        "Volume of the data",
                        facts(Stream.of(
                                space.low() ? bad("Room", space.words()) : fact("Room", Optional.of(space.words()))))))
                .orElse(Html.NOTHING);
    }

    /** The last backup, even if it is too old: that is when people look. */
    static Html backups(Status status) {
        return status.backups()
                .map(backups -> section(
                        "backups",
                        "Backups",
                        facts(Stream.of(
                                        backups.lossInWords().stream().map(words -> bad("Data lost", words)),
                                        Stream.of(lastBackup(backups, status.at())),
                                        backups.error().stream().map(why -> bad("Not made", why)))
                                .flatMap(lines -> lines))))
                .orElse(Html.NOTHING);
    }

    private static Html lastBackup(BackupStatus backups, Instant now) {
        return backups.last()
                .map(last -> Html.of(
                        "<dt>Last</dt><dd{}>{}, {} <time class=\"quiet\" datetime=\"{}\">{}</time></dd>\n",
                        backups.overdue(now) ? BAD : Html.NOTHING,
                        StatusWords.ago(last.at(), now),
                        last.size(),
                        last.at(),
                        StatusWords.minute(last.at())))
                .orElseGet(() -> Html.of("<dt>Last</dt><dd{}>none yet</dd>\n", BAD));
    }

    private static Html bad(String name, String value) {
        return Html.of("<dt>{}</dt><dd{}>{}</dd>\n", name, BAD, value);
    }

    private static Stream<Html> about(Status.Server server, RaftRole role) {
        var contact = fact("Last contact", contact(server, role));
        return server.itself()
                .map(itself -> Stream.of(
                        fact("Address", itself.address()),
                        fact("Votes", itself.voter().map(votes -> votes ? "yes" : "no")),
                        contact,
                        fact(
                                "Log behind",
                                itself.raft().flatMap(Status.Raft::lag).map(StatusWords::entries)),
                        fact("Log applied to", itself.raft().map(Status.Raft::applied)),
                        fact("Term", itself.raft().map(Status.Raft::term)),
                        fact("Consul", Optional.of(itself.consul()))))
                .orElseGet(() -> Stream.of(contact));
    }

    private static Optional<String> contact(Status.Server server, RaftRole role) {
        return role == RaftRole.LEADER
                ? Optional.of("is the leader")
                : server.lastContact()
                        .map(ago -> Readiness.text(ago) + " ago")
                        .or(() -> server.itself().flatMap(Status.Itself::raft).map(_ -> "never"));
    }

    private static Html certificate(Status.Certificate certificate, Instant now) {
        return Html.of(
                "<dt>{}</dt><dd{}>{} <time class=\"quiet\" datetime=\"{}\">{}</time></dd>\n",
                switch (certificate.name()) {
                    case "ca" -> "CA, mounted";
                    case "served" -> "Server, served";
                    default -> "Server, mounted";
                },
                certificate.ends().isAfter(now) ? Html.NOTHING : BAD,
                StatusWords.end(certificate.ends(), now),
                certificate.ends(),
                StatusWords.minute(certificate.ends()));
    }

    private static Html fact(String name, Optional<?> value) {
        return Html.of(
                "<dt>{}</dt><dd>{}</dd>\n",
                name,
                value.isPresent() ? value.get() : Html.of("<span class=\"quiet\">unknown</span>"));
    }

    static Html facts(Stream<Html> facts) {
        return Html.of("<dl>\n{}</dl>\n", Html.all(facts));
    }

    static Html section(String id, String title, Html content) {
        return Html.of(
                "<section aria-labelledby=\"{}\">\n<h2 id=\"{}\">{}</h2>\n{}</section>\n", id, id, title, content);
    }
}
