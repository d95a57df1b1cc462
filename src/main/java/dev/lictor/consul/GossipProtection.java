package dev.lictor.consul;

import java.util.Optional;

/**
 * What keeps strangers out of an agent's gossip, as {@code agent/self} says.
 *
 * @param encrypted whether it has a key
 * @param verifiesIncoming whether it refuses what is not encrypted; empty if it does not tell
 * @param verifiesOutgoing whether it encrypts all that it sends; empty if it does not tell
 */
public record GossipProtection(
        boolean encrypted, Optional<Boolean> verifiesIncoming, Optional<Boolean> verifiesOutgoing) {}
