package dev.lictor.consul;

import java.util.Map;
import java.util.Optional;

/**
 * The gossip keys of one ring: {@code GET /v1/operator/keyring}. {@link #toString} shows no key.
 *
 * @param wan whether this is the WAN ring, which the servers of all datacenters share
 * @param keys by key in base64, the number of nodes on which it is installed
 * @param primaryKeys by key in base64, the number of nodes that encrypt with it; empty for Consul versions that do not report it
 * @param nodes the number of nodes in the ring
 */
public record Keyring(boolean wan, Map<String, Integer> keys, Optional<Map<String, Integer>> primaryKeys, int nodes) {
    public Keyring {
        keys = Map.copyOf(keys);
        primaryKeys = primaryKeys.map(Map::copyOf);
    }

    @Override
    public String toString() {
        return "Keyring[%d keys on %d nodes]".formatted(keys.size(), nodes);
    }
}
