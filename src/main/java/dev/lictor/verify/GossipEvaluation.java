package dev.lictor.verify;

import dev.lictor.consul.ConsulResult;
import dev.lictor.consul.GossipProtection;
import dev.lictor.consul.Keyring;
import dev.lictor.pki.GossipKey;
import dev.lictor.verify.Evidence.Contradiction;
import dev.lictor.verify.Evidence.Gap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates whether only holders of the gossip key can read and send gossip. */
final class GossipEvaluation {
    private GossipEvaluation() {}

    /** A key alone is not enough: a server can be configured to accept or to send unencrypted gossip. */
    static List<Evidence> encrypted(Map<String, ConsulResult<GossipProtection>> answers) {
        var evidence = new ArrayList<Evidence>();
        answers.forEach((server, answer) -> {
            switch (answer) {
                case ConsulResult.Failed<GossipProtection>(var why) -> evidence.add(Evidence.of(server, why));
                case ConsulResult.Seen<GossipProtection>(var protection) -> {
                    if (!protection.encrypted()) {
                        evidence.add(new Contradiction(server + " gossips in the clear"));
                    } else {
                        verified(server, "encrypt_verify_incoming", protection.verifiesIncoming())
                                .ifPresent(evidence::add);
                        verified(server, "encrypt_verify_outgoing", protection.verifiesOutgoing())
                                .ifPresent(evidence::add);
                    }
                }
            }
        });
        return evidence;
    }

    private static Optional<Evidence> verified(String server, String key, Optional<Boolean> value) {
        if (value.isEmpty()) {
            return Optional.of(new Gap("%s does not report its %s".formatted(server, key)));
        }
        return value.get()
                ? Optional.empty()
                : Optional.of(new Contradiction("%s has %s: false".formatted(server, key)));
    }

    /** Whether all nodes that each server knows encrypt with this key, and each server knows all servers. Messages contain no key. */
    static List<Evidence> gossipKey(Map<String, ConsulResult<List<Keyring>>> answers, GossipKey wanted, int servers) {
        var evidence = new ArrayList<Evidence>();
        answers.forEach((server, answer) -> {
            switch (answer) {
                case ConsulResult.Failed<List<Keyring>>(var why) -> evidence.add(Evidence.of(server, why));
                case ConsulResult.Seen<List<Keyring>>(var rings) -> {
                    if (rings.stream().allMatch(Keyring::wan)) {
                        evidence.add(new Contradiction(server + " has no keyring"));
                    }
                    rings.forEach(ring -> evidence.addAll(ring(server, ring, wanted.base64(), servers)));
                }
            }
        });
        return evidence;
    }

    private static List<Evidence> ring(String server, Keyring ring, String wanted, int servers) {
        var where = server + (ring.wan() ? "'s WAN ring" : "");
        var evidence = new ArrayList<Evidence>();
        // The WAN ring belongs to all datacenters, so its number of nodes says nothing about this cluster.
        if (!ring.wan() && ring.nodes() < servers) {
            evidence.add(new Contradiction("%s knows %d nodes of %d".formatted(where, ring.nodes(), servers)));
        }
        int installed = ring.keys().getOrDefault(wanted, 0);
        if (installed < ring.nodes()) {
            evidence.add(new Contradiction("%s finds it on %d of %d nodes".formatted(where, installed, ring.nodes())));
            return evidence;
        }
        ring.primaryKeys()
                .ifPresentOrElse(
                        primary -> {
                            int encrypting = primary.getOrDefault(wanted, 0);
                            if (encrypting < ring.nodes() || primary.size() > 1) {
                                evidence.add(new Contradiction("%s finds it in use on %d of %d nodes"
                                        .formatted(where, encrypting, ring.nodes())));
                            }
                        },
                        () -> {
                            if (ring.keys().size() > 1) {
                                evidence.add(new Gap("%s has %d keys, and this version does not report which is in use"
                                        .formatted(where, ring.keys().size())));
                            }
                        });
        return evidence;
    }
}
