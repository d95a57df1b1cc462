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

/** Who understands what servers gossip. */
final class GossipEvaluation {
    private GossipEvaluation() {}

    /** A key alone keeps nobody out: a server may be told to take what comes without, or to send so. */
    static List<Evidence> encrypted(Map<String, ConsulResult<GossipProtection>> answers) {
        var remarks = new ArrayList<Evidence>();
        answers.forEach((server, answer) -> {
            switch (answer) {
                case ConsulResult.Failed<GossipProtection>(var why) -> remarks.add(Evidence.of(server, why));
                case ConsulResult.Seen<GossipProtection>(var protection) -> {
                    if (!protection.encrypted()) {
                        remarks.add(new Contradiction(server + " gossips in the clear"));
                    } else {
                        verified(server, "encrypt_verify_incoming", protection.verifiesIncoming())
                                .ifPresent(remarks::add);
                        verified(server, "encrypt_verify_outgoing", protection.verifiesOutgoing())
                                .ifPresent(remarks::add);
                    }
                }
            }
        });
        return remarks;
    }

    private static Optional<Evidence> verified(String server, String key, Optional<Boolean> value) {
        if (value.isEmpty()) {
            return Optional.of(new Gap("%s does not tell its %s".formatted(server, key)));
        }
        return value.get()
                ? Optional.empty()
                : Optional.of(new Contradiction("%s has %s: false".formatted(server, key)));
    }

    /** Do all nodes that each server knows, which are all servers at least, encrypt by this key? No key is told. */
    static List<Evidence> keyed(Map<String, ConsulResult<List<Keyring>>> answers, GossipKey wanted, int servers) {
        var remarks = new ArrayList<Evidence>();
        answers.forEach((server, answer) -> {
            switch (answer) {
                case ConsulResult.Failed<List<Keyring>>(var why) -> remarks.add(Evidence.of(server, why));
                case ConsulResult.Seen<List<Keyring>>(var rings) -> {
                    if (rings.stream().allMatch(Keyring::wan)) {
                        remarks.add(new Contradiction(server + " has no keyring"));
                    }
                    rings.forEach(ring -> remarks.addAll(ring(server, ring, wanted.base64(), servers)));
                }
            }
        });
        return remarks;
    }

    private static List<Evidence> ring(String server, Keyring ring, String wanted, int servers) {
        var where = server + (ring.wan() ? "'s WAN ring" : "");
        var remarks = new ArrayList<Evidence>();
        // Of a ring of all datacenters only what it is encrypted by is this cluster's.
        if (!ring.wan() && ring.nodes() < servers) {
            remarks.add(new Contradiction("%s knows %d nodes of %d".formatted(where, ring.nodes(), servers)));
        }
        int installed = ring.keys().getOrDefault(wanted, 0);
        if (installed < ring.nodes()) {
            remarks.add(new Contradiction("%s finds it on %d of %d nodes".formatted(where, installed, ring.nodes())));
            return remarks;
        }
        ring.primaryKeys()
                .ifPresentOrElse(
                        primary -> {
                            int encrypting = primary.getOrDefault(wanted, 0);
                            if (encrypting < ring.nodes() || primary.size() > 1) {
                                remarks.add(new Contradiction("%s finds it in use on %d of %d nodes"
                                        .formatted(where, encrypting, ring.nodes())));
                            }
                        },
                        () -> {
                            if (ring.keys().size() > 1) {
                                remarks.add(new Gap("%s has %d keys, and this version does not tell which is in use"
                                        .formatted(where, ring.keys().size())));
                            }
                        });
        return remarks;
    }
}
