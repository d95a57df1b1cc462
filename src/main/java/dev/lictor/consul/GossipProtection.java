package dev.lictor.consul;

import java.util.Optional;

/**
 * How an agent protects its LAN gossip: {@code GET /v1/agent/self}.
 *
 * @param encrypted whether the agent has a gossip key
 * @param verifiesIncoming whether the agent refuses unencrypted messages ({@code encrypt_verify_incoming}); empty if the answer does not say
 * @param verifiesOutgoing whether the agent encrypts every message it sends ({@code encrypt_verify_outgoing}); empty if the answer does not say
 */
public record GossipProtection(
        boolean encrypted, Optional<Boolean> verifiesIncoming, Optional<Boolean> verifiesOutgoing) {}
