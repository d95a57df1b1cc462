package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import java.util.List;

/** Rules on volume claims that an earlier cluster of the same name has left. */
final class ClaimRules {
    private ClaimRules() {}

    static List<Finding> leftBehind(ClusterSpec spec, Facts facts) {
        return switch (facts.claims()) {
            case Fact.Known(var claims) -> claims.isEmpty() ? List.of() : List.of(leftBehind(spec, facts, claims));
            case Fact.Unknown(var why) ->
                List.of(new Finding.Unknown(
                        "whether an earlier cluster has left volume claims: " + why,
                        "k8s/role.yaml grants the permission"));
            case Fact.NotRead<List<String>> notRead -> List.of();
        };
    }

    private static Finding leftBehind(ClusterSpec spec, Facts facts, List<String> claims) {
        var names = spec.names();
        var left = "an earlier cluster has left the volume claims " + String.join(", ", claims);
        // data/serf/local.keyring on each volume overrides the key in the configuration. With two keys, a server with a
        // new
        // volume would be isolated.
        return facts.gossipKey().is(false)
                ? new Finding.Refusal(
                        left + " and no Secret " + names.gossipSecret()
                                + ": the gossip key on the volumes would override a new one",
                        "restore that Secret, whose key is in serf/local.keyring of each volume; or choose another lictor.name for servers without data")
                : new Finding.Warning(
                        left + ", and servers will start from that data: keys, ACLs and Raft's peers",
                        "set lictor.servers to the earlier number; for servers without data choose another lictor.name");
    }
}
