package dev.lictor.consul;

import java.util.List;

/**
 * The members of the LAN gossip pool as one agent knows them: {@code GET /v1/agent/members}.
 *
 * @param members all servers in the order of the answer, then the first {@value #MOST_AGENTS} client agents by name; a pool may have thousands
 * @param present the number of all members that have not left
 */
public record Gossip(List<Member> members, long present) {
    /** How many client agents are kept by name. */
    public static final int MOST_AGENTS = 100;

    public Gossip {
        members = List.copyOf(members);
    }
}
