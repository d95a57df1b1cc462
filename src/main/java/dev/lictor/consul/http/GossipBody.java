package dev.lictor.consul.http;

import dev.lictor.consul.Gossip;
import dev.lictor.consul.Member;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Reads {@code /v1/agent/members} member by member. Keeps all servers, and the first client agents by name. */
final class GossipBody implements BodyReader<Gossip> {
    /** More than any cluster has. An incomplete list of servers would lead to wrong actions, so a longer one is an error. */
    static final int MOST_SERVERS = 1000;

    private final JsonStream stream = JsonStream.of(element -> add(AgentJson.member(element)));
    private final List<Member> servers = new ArrayList<>();
    private final TreeMap<String, Member> agents = new TreeMap<>();
    private long present;

    @Override
    public void add(byte[] part) throws ConsulJson.UnreadableException {
        stream.add(part);
    }

    private void add(Member member) throws ConsulJson.UnreadableException {
        present += member.left() ? 0 : 1;
        if (member.server().isEmpty()) {
            agents.put(member.name(), member);
            if (agents.size() > Gossip.MOST_AGENTS) {
                agents.pollLastEntry();
            }
        } else if (servers.size() < MOST_SERVERS) {
            servers.add(member);
        } else {
            throw new ConsulJson.TooLargeException("an answer with more than %d servers".formatted(MOST_SERVERS));
        }
    }

    @Override
    public Gossip end(MultiMap headers) throws ConsulJson.UnreadableException {
        ConsulJson.array(stream.end(), "list of members");
        var members = new ArrayList<>(servers);
        members.addAll(agents.values());
        return new Gossip(members, present);
    }
}
