package dev.lictor.sidecar.acts;

import dev.lictor.pki.TlsMount;
import dev.lictor.sidecar.Readiness;
import dev.lictor.sidecar.acts.Duties.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is worth a line of the log: each deed, and each trouble once until it is over. */
final class Event {
    private Event() {}

    /** Of a look. */
    static List<String> of(Memory before, Memory after, Situation situation, ActRules rules) {
        var lines = new ArrayList<String>();
        if (after.complained().island() && !before.complained().island()) {
            lines.add("apart from its peers: this server has seen %d of %d servers in gossip for %s"
                    .formatted(situation.servers(), rules.peers().size(), Readiness.text(ActRules.ALONE_FOR)));
        }
        if (rules.reloads()
                && situation.certificates()
                && after.complained().mount()
                && !before.complained().mount()) {
            after.broken()
                    .map("the mounted certificates are not reloaded: %s; Consul goes on with those it has"::formatted)
                    .ifPresent(lines::add);
        }
        return lines;
    }

    static Optional<String> of(Memory before, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Joined(var peers, String why) ->
                Optional.of("joined %s: %s".formatted(String.join(", ", peers), why));
            case Outcome.NotJoined(String words) ->
                once(before.complained().join(), "could not join its peers, and goes on trying: " + words);
            case Outcome.Reloaded(var mount, String why) ->
                Optional.of("reloaded Consul: %s; HTTPS and RPC are seen to serve serial %s"
                        .formatted(why, TlsMount.serial(mount.server())));
            case Outcome.NotReloaded(var _, String words) ->
                once(before.complained().reload(), "could not reload Consul, and goes on trying: " + words);
            case Outcome.Serving _, Outcome.ServingOther _, Outcome.Unknown _ -> Optional.empty();
        };
    }

    private static Optional<String> once(boolean told, String words) {
        return told ? Optional.empty() : Optional.of(words);
    }
}
