package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import java.util.List;

/** Volume claims that an earlier cluster of the same name has left. */
final class ClaimRules {
    private ClaimRules() {}

    static List<Finding> leftBehind(ClusterSpec spec, Facts facts) {
        return switch (facts.claims()) {
            case Fact.Known(var claims) -> claims.isEmpty() ? List.of() : List.of(leftBehind(spec, facts, claims));
            case Fact.Unknown(var why) ->
                List.of(new Finding.Unknown(
                        "whether an earlier cluster has left volume claims: " + why, "k8s/role.yaml gives the right"));
            case Fact.Unasked<List<String>> unasked -> List.of();
        };
    }

    private static Finding leftBehind(ClusterSpec spec, Facts facts, List<String> claims) {
        var names = spec.names();
        var left = "an earlier cluster has left the volume claims " + String.join(", ", claims);
        // data/serf/local.keyring on each volume wins over a key from the configuration, and of two keys each server
        // that lost its volume would be alone.
        return facts.gossipKey().is(false)
                ? new Finding.Refusal(
                        left + " and no Secret " + names.gossipSecret()
                                + ": their servers' gossip key is on the volumes and would win over a new one",
                        "restore that Secret, whose key is in serf/local.keyring of each volume; or choose another lictor.name, whose servers begin anew")
                : new Finding.Warning(
                        left + ", and servers will start from that data: keys, ACLs and Raft's peers",
                        "lictor.servers must be what it was then; servers of another lictor.name begin anew");
    }
}
