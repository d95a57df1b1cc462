package dev.lictor.consul;

import java.util.List;

/**
 * The members of the gossip pool as one agent sees them.
 *
 * @param members all servers, in the order in which they were told, then the first agents by name; there may be thousands
 * @param present how many there are that have not left
 */
public record Gossip(List<Member> members, long present) {
    /** Agents that are known by name. */
    public static final int MOST_AGENTS = 100;

    public Gossip {
        members = List.copyOf(members);
    }
}
