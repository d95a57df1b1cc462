package dev.lictor.consul;

import java.util.List;

/**
 * How many members have each key of the LAN gossip ({@code GET /v1/operator/keyring}). It holds no key, so that a sidecar does not keep the
 * keys in memory; {@link Keyring} has them.
 *
 * @param members the number of members that Consul asked ({@code NumNodes})
 * @param holders for each key, the number of members that have it
 */
public record GossipRing(int members, List<Integer> holders) {
    public GossipRing {
        holders = List.copyOf(holders);
    }

    /** The number of keys that at least one member does not have. */
    public long partial() {
        return holders.stream().filter(count -> count < members).count();
    }
}
