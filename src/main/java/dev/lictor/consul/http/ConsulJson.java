package dev.lictor.consul.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lictor.consul.Autopilot;
import dev.lictor.consul.ConsulCommands;
import dev.lictor.consul.GossipRing;
import dev.lictor.consul.Keyring;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.ServerHealth;
import dev.lictor.text.Foreign;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads Consul's answers from JSON trees, which needs no reflection in a native image. A value of an unexpected type makes the answer
 * unreadable. Every text that is read is safe to print.
 */
final class ConsulJson {
    /** The answer is not JSON, or not the expected JSON. */
    static class UnreadableException extends Exception {
        UnreadableException(String message) {
            super(message);
        }
    }

    /** The answer is larger than any real cluster's. */
    static final class TooLargeException extends UnreadableException {
        TooLargeException(String message) {
            super(message);
        }
    }

    /** Reads a value from a tree. */
    interface Reader<T> {
        T read(JsonNode tree) throws UnreadableException;
    }

    private ConsulJson() {}

    static <T> T read(byte[] body, Reader<T> reader) throws UnreadableException {
        var stream = JsonStream.whole();
        stream.add(body);
        return reader.read(stream.end());
    }

    static String leader(JsonNode tree) throws UnreadableException {
        return text(tree, "leader's address");
    }

    static List<String> peers(JsonNode tree) throws UnreadableException {
        var peers = new ArrayList<String>();
        for (var peer : array(tree, "list of addresses")) {
            peers.add(text(peer, "peer's address"));
        }
        return List.copyOf(peers);
    }

    static List<RaftServer> raftConfiguration(JsonNode tree) throws UnreadableException {
        var servers = new ArrayList<RaftServer>();
        for (var server : array(tree.path("Servers"), "Servers")) {
            servers.add(new RaftServer(
                    text(server.path("ID"), "ID"),
                    text(server.path("Address"), "Address"),
                    server.path("Voter").asBoolean()));
        }
        return List.copyOf(servers);
    }

    static List<ServerHealth> health(JsonNode tree) throws UnreadableException {
        var servers = new ArrayList<ServerHealth>();
        // Consul 1.7.2 answers null for a while after an election.
        if (tree.path("Servers").isArray()) {
            for (var server : tree.path("Servers")) {
                servers.add(new ServerHealth(
                        text(server.path("ID"), "ID"),
                        text(server.path("Name"), "Name"),
                        server.path("Healthy").asBoolean(),
                        server.path("Voter").asBoolean(),
                        server.path("SerfStatus").asText().equals("alive"),
                        server.path("Leader").asBoolean(),
                        GoDuration.parse(server.path("LastContact").asText()),
                        index(server.path("LastIndex"))));
            }
        }
        return List.copyOf(servers);
    }

    static ConsulCommands.Done transferred(JsonNode tree) throws UnreadableException {
        if (!tree.path("Success").asBoolean()) {
            throw new UnreadableException("no Success: true");
        }
        return ConsulCommands.Done.DONE;
    }

    static List<Keyring> keyrings(JsonNode tree) throws UnreadableException {
        var keyrings = new ArrayList<Keyring>();
        for (var ring : array(tree, "list of keyrings")) {
            keyrings.add(new Keyring(
                    ring.path("WAN").asBoolean(),
                    counts(ring.path("Keys"), "Keys"),
                    isAbsent(ring.path("PrimaryKeys"))
                            ? Optional.empty()
                            : Optional.of(counts(ring.path("PrimaryKeys"), "PrimaryKeys")),
                    integer(ring.path("NumNodes"), "NumNodes")));
        }
        return List.copyOf(keyrings);
    }

    /** Go writes a map that is nil as null. */
    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /** The value of the requested key. */
    static String value(JsonNode tree) throws UnreadableException {
        try {
            return new String(
                    Base64.getDecoder().decode(raw(tree.path(0).path("Value"), "Value")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("Value is not base64");
        }
    }

    /** The answer to a write of a key. */
    static boolean done(JsonNode tree) throws UnreadableException {
        if (!tree.isBoolean()) {
            throw new UnreadableException("neither true nor false");
        }
        return tree.booleanValue();
    }

    private static Map<String, Integer> counts(JsonNode node, String what) throws UnreadableException {
        if (!node.isObject()) {
            throw new UnreadableException("no " + what);
        }
        var counts = new HashMap<String, Integer>();
        for (var key : node.properties()) {
            counts.put(key.getKey(), integer(key.getValue(), "count of a key"));
        }
        return counts;
    }

    static Autopilot autopilot(JsonNode tree) throws UnreadableException {
        var healthy = tree.path("Healthy");
        if (!healthy.isBoolean()) {
            throw new UnreadableException("no Healthy");
        }
        return new Autopilot(
                healthy.booleanValue(), integer(tree.path("FailureTolerance"), "FailureTolerance"), health(tree));
    }

    static GossipRing gossipRing(JsonNode tree) throws UnreadableException {
        return keyrings(tree).stream()
                .filter(ring -> !ring.wan())
                .findFirst()
                .map(ring ->
                        new GossipRing(ring.nodes(), List.copyOf(ring.keys().values())))
                .orElseThrow(() -> new UnreadableException("no LAN ring"));
    }

    static JsonNode array(JsonNode node, String what) throws UnreadableException {
        if (!node.isArray()) {
            throw new UnreadableException("no " + what);
        }
        return node;
    }

    /** A text that is safe to print. */
    static String text(JsonNode node, String what) throws UnreadableException {
        return Foreign.word(raw(node, what));
    }

    private static String raw(JsonNode node, String what) throws UnreadableException {
        if (!node.isTextual()) {
            throw new UnreadableException("no " + what);
        }
        return node.textValue();
    }

    /** A number that is never negative. */
    static int integer(JsonNode node, String what) throws UnreadableException {
        if (!node.isInt() || node.intValue() < 0) {
            throw new UnreadableException(node.isNumber() ? "%s is %s".formatted(what, node.asText()) : "no " + what);
        }
        return node.intValue();
    }

    private static long index(JsonNode node) throws UnreadableException {
        if (!node.isMissingNode()
                && (!node.canConvertToExactIntegral() || !node.canConvertToLong() || node.longValue() < 0)) {
            throw new UnreadableException("LastIndex is " + node.asText());
        }
        return node.asLong();
    }

    static long number(JsonNode node, String what) throws UnreadableException {
        var text = raw(node, what);
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below, as for a negative number
        }
        throw new UnreadableException("%s is '%s'".formatted(what, text));
    }
}
