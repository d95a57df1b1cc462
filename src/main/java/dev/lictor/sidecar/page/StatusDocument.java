package dev.lictor.sidecar.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lictor.sidecar.backup.BackupStatus;
import dev.lictor.sidecar.readiness.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A status as JSON. Within one apiVersion fields are added, never renamed or removed. A field of an unknown value is left out. The document is
 * built as a tree, because a native image needs metadata for every class that is serialized by reflection.
 */
final class StatusDocument {
    private static final double MILLIS_A_SECOND = 1000.0;

    private StatusDocument() {}

    static String json(Status status) {
        var document = JsonNodeFactory.instance.objectNode();
        document.put("apiVersion", "lictor.dev/v1")
                .put("kind", "SidecarStatus")
                .put("lictor", status.lictor())
                .put("at", time(status.at()));
        status.age().ifPresent(age -> document.put("ageSeconds", seconds(age)));
        document.put("ready", status.readiness().ready())
                .put("role", status.readiness().role().toString());
        reasons(document.putArray("reasons"), status.readiness().reasons());
        reasons(document.putArray("unchecked"), status.readiness().unchecked());
        status.server().ifPresent(server -> server(document.putObject("server"), server));
        status.leader().ifPresent(leader -> peer(document.putObject("leader"), leader));
        var peers = document.putArray("peers");
        status.peers().forEach(peer -> peer(peers.addObject(), peer));
        var certificates = document.putArray("certificates");
        status.certificates()
                .forEach(certificate -> certificates
                        .addObject()
                        .put("name", certificate.name())
                        .put("expires", time(certificate.ends())));
        status.space()
                .ifPresent(space -> document.putObject("dataVolume")
                        .put("freeBytes", space.free())
                        .put("sizeBytes", space.size()));
        status.backups().ifPresent(backups -> backups(document.putObject("backups"), backups));
        return document.toPrettyString() + "\n";
    }

    private static void reasons(ArrayNode array, List<Reason> reasons) {
        reasons.forEach(reason ->
                array.addObject().put("rule", reason.rule().toString()).put("message", reason.words()));
    }

    private static void server(ObjectNode node, Status.Server server) {
        server.itself().ifPresent(itself -> itself(node, itself));
        server.lastContact().ifPresent(ago -> node.put("lastContactSeconds", seconds(ago)));
    }

    private static void itself(ObjectNode node, Status.Itself itself) {
        node.put("name", itself.name()).put("consul", itself.consul());
        itself.address().ifPresent(address -> node.put("address", address));
        itself.voter().ifPresent(voter -> node.put("voter", voter));
        itself.raft().ifPresent(raft -> raft(node, raft));
    }

    private static void raft(ObjectNode node, Status.Raft raft) {
        node.put("term", raft.term());
        raft.lag().ifPresent(lag -> node.put("logLagEntries", lag));
        node.put("appliedIndex", raft.applied());
    }

    private static void peer(ObjectNode node, Status.Peer peer) {
        peer.name().ifPresent(name -> node.put("name", name));
        node.put("address", peer.address()).put("self", peer.own()).put("leads", peer.leads());
        peer.voter().ifPresent(voter -> node.put("voter", voter));
        peer.alive().ifPresent(alive -> node.put("alive", alive));
        peer.lastContact().ifPresent(ago -> node.put("lastContactSeconds", seconds(ago)));
        peer.lag().ifPresent(lag -> node.put("logLagEntries", lag));
    }

    private static void backups(ObjectNode node, BackupStatus backups) {
        node.put("intervalSeconds", seconds(backups.interval()));
        backups.last()
                .ifPresent(last -> node.putObject("last")
                        .put("file", last.name())
                        .put("at", time(last.at()))
                        .put("bytes", last.bytes()));
        backups.error().ifPresent(why -> node.put("error", why));
        backups.lossInWords().ifPresent(words -> node.put("dataLost", words));
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS_A_SECOND;
    }
}
