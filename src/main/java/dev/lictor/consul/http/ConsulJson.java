package dev.lictor.consul.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lictor.consul.Agent;
import dev.lictor.consul.Autopilot;
import dev.lictor.consul.ConsulCommands;
import dev.lictor.consul.GossipProtection;
import dev.lictor.consul.GossipRing;
import dev.lictor.consul.Keyring;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.consul.ServerHealth;
import dev.lictor.text.Foreign;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** The largest field of {@code agent/self}: more than three quarters of an answer that is read each second. Lictor uses little of it. */
    static final String CONFIGURATION = "DebugConfig";

    /** The field in which newer Consul versions put a part of the configuration. */
    private static final String STATIC_CONFIGURATION = "StaticRuntimeConfig";

    private static final String VERIFY_INCOMING = "EncryptVerifyIncoming";
    private static final String VERIFY_OUTGOING = "EncryptVerifyOutgoing";

    /** A Raft server as Go prints the structure (hashicorp/raft, Raft.Stats). */
    private static final Pattern PRINTED_SERVER = Pattern.compile("\\{Suffrage:(\\w+) ID:(\\S+) Address:([^\\s}]+)}");

    private ConsulJson() {}

    static <T> T read(byte[] body, Reader<T> reader) throws UnreadableException {
        var stream = JsonStream.whole();
        stream.add(body);
        return reader.read(stream.end());
    }

    /** Whether a field of the configuration is skipped, because Lictor does not read it. */
    static boolean isSkipped(String name) {
        return switch (name) {
            case STATIC_CONFIGURATION, VERIFY_INCOMING, VERIFY_OUTGOING -> false;
            default -> true;
        };
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

    static Agent agent(JsonNode tree) throws UnreadableException {
        var config = tree.path("Config");
        var stats = tree.path("Stats");
        var member = tree.path("Member");
        return new Agent(
                text(config.path("NodeName"), "Config.NodeName"),
                text(config.path("NodeID"), "Config.NodeID"),
                text(config.path("Version"), "Config.Version"),
                isServer(member) ? Optional.of(rpcAddress(member)) : Optional.empty(),
                stats.path("raft").isObject() ? Optional.of(raftState(stats)) : Optional.empty(),
                Optional.of(stats.path("serf_lan").path("encrypted"))
                        .filter(JsonNode::isTextual)
                        .map(text -> Boolean.parseBoolean(text.textValue())));
    }

    /** The protection of the LAN gossip, from {@code agent/self}. */
    static GossipProtection gossipProtection(JsonNode tree) throws UnreadableException {
        return new GossipProtection(
                Boolean.parseBoolean(
                        text(tree.path("Stats").path("serf_lan").path("encrypted"), "Stats.serf_lan.encrypted")),
                runtimeFlag(tree, VERIFY_INCOMING),
                runtimeFlag(tree, VERIFY_OUTGOING));
    }

    /** A flag of the agent's configuration, which newer Consul versions report in two parts. */
    private static Optional<Boolean> runtimeFlag(JsonNode tree, String name) {
        var config = tree.path(CONFIGURATION);
        return Stream.of(config, config.path(STATIC_CONFIGURATION))
                .map(part -> part.path(name))
                .filter(JsonNode::isBoolean)
                .map(JsonNode::booleanValue)
                .findFirst();
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

    static Member member(JsonNode member) throws UnreadableException {
        var tags = member.path("Tags");
        return new Member(
                text(member.path("Name"), "Name"),
                endpoint(member, integer(member.path("Port"), "Port")),
                Foreign.word(tags.path("dc").asText()),
                integer(member.path("Status"), "Status"),
                isServer(member)
                        ? Optional.of(
                                new Member.Server(Foreign.word(tags.path("id").asText()), rpcAddress(member)))
                        : Optional.empty());
    }

    private static boolean isServer(JsonNode member) {
        return member.path("Tags").path("role").asText().equals("consul");
    }

    /** The RPC address in the form of the Raft configuration. */
    private static String rpcAddress(JsonNode member) throws UnreadableException {
        return endpoint(member, member.path("Tags").path("port").asInt());
    }

    private static String endpoint(JsonNode member, int port) throws UnreadableException {
        var host = text(member.path("Addr"), "Addr");
        return (host.contains(":") ? "[%s]:%d" : "%s:%d").formatted(host, port);
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

    private static RaftState raftState(JsonNode stats) throws UnreadableException {
        var raft = stats.path("raft");
        var lastContact = text(raft.path("last_contact"), "last_contact");
        var heard = GoDuration.parse(lastContact);
        if (heard.isEmpty() && !lastContact.equals("never")) {
            throw new UnreadableException("last_contact is '%s'".formatted(lastContact));
        }
        return new RaftState(
                text(stats.path("consul").path("leader_addr"), "leader_addr"),
                text(raft.path("state"), "state"),
                number(raft.path("term"), "term"),
                Math.max(
                        number(raft.path("last_log_index"), "last_log_index"),
                        number(raft.path("last_snapshot_index"), "last_snapshot_index")),
                Math.max(
                        number(raft.path("last_log_term"), "last_log_term"),
                        number(raft.path("last_snapshot_term"), "last_snapshot_term")),
                number(raft.path("last_snapshot_index"), "last_snapshot_index"),
                heard,
                number(raft.path("commit_index"), "commit_index"),
                number(raft.path("applied_index"), "applied_index"),
                PRINTED_SERVER
                        .matcher(raft.path("latest_configuration").asText())
                        .results()
                        .map(server -> new RaftServer(
                                Foreign.word(server.group(2)),
                                Foreign.word(server.group(3)),
                                server.group(1).equals("Voter")))
                        .toList());
    }

    static JsonNode array(JsonNode node, String what) throws UnreadableException {
        if (!node.isArray()) {
            throw new UnreadableException("no " + what);
        }
        return node;
    }

    /** A text that is safe to print. */
    private static String text(JsonNode node, String what) throws UnreadableException {
        return Foreign.word(raw(node, what));
    }

    private static String raw(JsonNode node, String what) throws UnreadableException {
        if (!node.isTextual()) {
            throw new UnreadableException("no " + what);
        }
        return node.textValue();
    }

    /** A number that is never negative. */
    private static int integer(JsonNode node, String what) throws UnreadableException {
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

    private static long number(JsonNode node, String what) throws UnreadableException {
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
