package dev.lictor.sidecar.page;

import dev.lictor.sidecar.readiness.Readiness;
import java.util.List;
import java.util.Optional;

/** A table of the cluster's servers. It has columns for contact and log if these are known of any server. */
final class PeerTable {
    private static final Html TABLE = new Html("<table aria-labelledby=\"peers\">\n");
    private static final Html UNKNOWN = new Html("<span class=\"quiet\">unknown</span>");

    private PeerTable() {}

    static Html of(List<Status.Peer> peers, List<String> hidden) {
        boolean detailed = peers.stream()
                .anyMatch(peer -> peer.lastContact().isPresent() || peer.lag().isPresent());
        return Html.of(
                "{}<thead><tr><th scope=\"col\">Server</th><th scope=\"col\">In Raft</th>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n{}",
                TABLE,
                detailed
                        ? Html.of("<th scope=\"col\">Last contact</th><th scope=\"col\">Entries behind</th>")
                        : Html.NOTHING,
                Html.all(peers.stream().map(peer -> row(peer, detailed))),
                Html.all(hidden.stream().map(words -> Html.of("<p class=\"hidden-facts quiet\">{}</p>\n", words))));
    }

    private static Html row(Status.Peer peer, boolean detailed) {
        return Html.of(
                "<tr><th scope=\"row\"><bdi>{}</bdi>{}{}</th><td>{}</td>{}</tr>\n",
                peer.called(),
                peer.own() ? Html.of(" <span class=\"quiet\">this server</span>") : Html.NOTHING,
                peer.name()
                        .map(_ -> Html.of("<br><bdi class=\"quiet\">{}</bdi>", peer.address()))
                        .orElse(Html.NOTHING),
                part(peer),
                detailed ? Html.of("<td>{}</td><td>{}</td>", contact(peer), log(peer)) : Html.NOTHING);
    }

    private static Html part(Status.Peer peer) {
        var part = peer.leads()
                ? "leader"
                : peer.voter().map(votes -> votes ? "voter" : "no vote yet").orElse("vote unknown");
        return peer.alive().orElse(true)
                ? Html.of("{}", part)
                : Html.of("<span class=\"bad\">{}, not alive</span>", part);
    }

    private static Html contact(Status.Peer peer) {
        return peer.leads() ? Html.of("–") : words(peer.lastContact().map(Readiness::text));
    }

    private static Html log(Status.Peer peer) {
        return words(peer.lag().map(lag -> Long.toString(lag)));
    }

    private static Html words(Optional<String> words) {
        return words.map(known -> Html.of("{}", known)).orElse(UNKNOWN);
    }
}
