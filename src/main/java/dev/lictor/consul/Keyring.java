package dev.lictor.consul;

import java.util.Map;
import java.util.Optional;

/**
 * The keys that a ring of nodes gossips by; it shows none of them.
 *
 * @param wan whether it is the ring of all datacenters' servers
 * @param keys on how many nodes each is installed
 * @param primaryKeys on how many nodes each encrypts; absent of versions that do not tell
 * @param nodes in the ring
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
