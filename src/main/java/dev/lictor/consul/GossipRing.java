package dev.lictor.consul;

import java.util.List;

/**
 * The keys of the LAN gossip, by how many members have them. The keys themselves are not kept.
 *
 * @param members that were asked
 * @param holders of each key
 */
public record GossipRing(int members, List<Integer> holders) {
    public GossipRing {
        holders = List.copyOf(holders);
    }

    /** Keys that some members lack. */
    public long partial() {
        return holders.stream().filter(count -> count < members).count();
    }
}
