package dev.lictor.consul;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The members of the gossip pool as one agent sees them.
 *
 * @param members all servers, in the order in which they were told, then the first agents by name; there may be thousands
 * @param present how many there are that have not left
 */
public record Gossip(List<Member> members, long present) {
    /** Agents that are known by name. */
    public static final int MOST_AGENTS = 100;

    /** More than any cluster should have; who does not know all of them knows nothing that could be acted on. */
    static final int MOST_SERVERS = 1000;

    public Gossip {
        members = List.copyOf(members);
    }

    /** Comes to know one member after the other, and forgets all agents but the first. */
    static final class Gathering {
        private final List<Member> servers = new ArrayList<>();
        private final TreeMap<String, Member> agents = new TreeMap<>();
        private long present;

        void add(Member member) throws Json.UnreadableException {
            present += member.left() ? 0 : 1;
            if (member.server().isEmpty()) {
                agents.put(member.name(), member);
                if (agents.size() > MOST_AGENTS) {
                    agents.pollLastEntry();
                }
            } else if (servers.size() < MOST_SERVERS) {
                servers.add(member);
            } else {
                throw new Json.TooLargeException("an answer with more than %d servers".formatted(MOST_SERVERS));
            }
        }

        Gossip done() {
            var members = new ArrayList<>(servers);
            members.addAll(agents.values());
            return new Gossip(members, present);
        }
    }

    /** As it is read from {@code agent/members}. */
    static Body<Gossip> body() {
        var gathering = new Gathering();
        var stream = JsonStream.of(element -> gathering.add(Json.member(element)));
        return Body.json(stream, told -> {
            Json.array(told, "list of members");
            return gathering.done();
        });
    }
}
