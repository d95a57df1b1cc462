package dev.lictor.consul.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lictor.consul.Agent;
import dev.lictor.consul.GossipProtection;
import dev.lictor.consul.Member;
import dev.lictor.consul.RaftServer;
import dev.lictor.consul.RaftState;
import dev.lictor.text.Foreign;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what an agent reports about itself in {@code agent/self}, and about the members of gossip. */
final class AgentJson {
    /** The largest field of {@code agent/self}: more than three quarters of an answer that is read each second. Lictor uses little of it. */
    static final String CONFIGURATION = "DebugConfig";

    /** The field in which newer Consul versions put a part of the configuration. */
    private static final String STATIC_CONFIGURATION = "StaticRuntimeConfig";

    private static final String VERIFY_INCOMING = "EncryptVerifyIncoming";
    private static final String VERIFY_OUTGOING = "EncryptVerifyOutgoing";

    /** A Raft server as Go prints the structure (hashicorp/raft, Raft.Stats). */
    private static final Pattern PRINTED_SERVER = Pattern.compile("\\{Suffrage:(\\w+) ID:(\\S+) Address:([^\\s}]+)}");

    private AgentJson() {}

    /** Whether a field of the configuration is skipped, because Lictor does not read it. */
    static boolean isSkipped(String name) {
        return switch (name) {
            case STATIC_CONFIGURATION, VERIFY_INCOMING, VERIFY_OUTGOING -> false;
            default -> true;
        };
    }

    static Agent agent(JsonNode tree) throws ConsulJson.UnreadableException {
        var config = tree.path("Config");
        var stats = tree.path("Stats");
        var member = tree.path("Member");
        return new Agent(
                ConsulJson.text(config.path("NodeName"), "Config.NodeName"),
                ConsulJson.text(config.path("NodeID"), "Config.NodeID"),
                ConsulJson.text(config.path("Version"), "Config.Version"),
                isServer(member) ? Optional.of(rpcAddress(member)) : Optional.empty(),
                stats.path("raft").isObject() ? Optional.of(raftState(stats)) : Optional.empty(),
                Optional.of(stats.path("serf_lan").path("encrypted"))
                        .filter(JsonNode::isTextual)
                        .map(text -> Boolean.parseBoolean(text.textValue())));
    }

    /** The protection of the LAN gossip, from {@code agent/self}. */
    static GossipProtection gossipProtection(JsonNode tree) throws ConsulJson.UnreadableException {
        return new GossipProtection(
                Boolean.parseBoolean(ConsulJson.text(
                        tree.path("Stats").path("serf_lan").path("encrypted"), "Stats.serf_lan.encrypted")),
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

    static Member member(JsonNode member) throws ConsulJson.UnreadableException {
        var tags = member.path("Tags");
        return new Member(
                ConsulJson.text(member.path("Name"), "Name"),
                endpoint(member, ConsulJson.integer(member.path("Port"), "Port")),
                Foreign.word(tags.path("dc").asText()),
                ConsulJson.integer(member.path("Status"), "Status"),
                isServer(member)
                        ? Optional.of(
                                new Member.Server(Foreign.word(tags.path("id").asText()), rpcAddress(member)))
                        : Optional.empty());
    }

    private static boolean isServer(JsonNode member) {
        return member.path("Tags").path("role").asText().equals("consul");
    }

    /** The RPC address in the form of the Raft configuration. */
    private static String rpcAddress(JsonNode member) throws ConsulJson.UnreadableException {
        return endpoint(member, member.path("Tags").path("port").asInt());
    }

    private static String endpoint(JsonNode member, int port) throws ConsulJson.UnreadableException {
        var host = ConsulJson.text(member.path("Addr"), "Addr");
        return (host.contains(":") ? "[%s]:%d" : "%s:%d").formatted(host, port);
    }

    private static RaftState raftState(JsonNode stats) throws ConsulJson.UnreadableException {
        var raft = stats.path("raft");
        var lastContact = ConsulJson.text(raft.path("last_contact"), "last_contact");
        var heard = GoDuration.parse(lastContact);
        if (heard.isEmpty() && !lastContact.equals("never")) {
            throw new ConsulJson.UnreadableException("last_contact is '%s'".formatted(lastContact));
        }
        return new RaftState(
                ConsulJson.text(stats.path("consul").path("leader_addr"), "leader_addr"),
                ConsulJson.text(raft.path("state"), "state"),
                ConsulJson.number(raft.path("term"), "term"),
                Math.max(
                        ConsulJson.number(raft.path("last_log_index"), "last_log_index"),
                        ConsulJson.number(raft.path("last_snapshot_index"), "last_snapshot_index")),
                Math.max(
                        ConsulJson.number(raft.path("last_log_term"), "last_log_term"),
                        ConsulJson.number(raft.path("last_snapshot_term"), "last_snapshot_term")),
                ConsulJson.number(raft.path("last_snapshot_index"), "last_snapshot_index"),
                heard,
                ConsulJson.number(raft.path("commit_index"), "commit_index"),
                ConsulJson.number(raft.path("applied_index"), "applied_index"),
                PRINTED_SERVER
                        .matcher(raft.path("latest_configuration").asText())
                        .results()
                        .map(server -> new RaftServer(
                                Foreign.word(server.group(2)),
                                Foreign.word(server.group(3)),
                                server.group(1).equals("Voter")))
                        .toList());
    }
}
