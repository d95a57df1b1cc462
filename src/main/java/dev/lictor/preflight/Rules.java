package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import java.util.List;

/** All rules, in the order in which their findings are told. */
final class Rules {
    private static final List<Rule> ALL = List.of(
            KubernetesRules::oldVersion,
            RightsRules::missing,
            NodeRules::tooFew,
            StorageRules::noClass,
            ClaimRules::leftBehind,
            ConsulRules::downgrade,
            ConsulRules::longJump,
            ConsulRules::knownFlaws,
            ImageRules::movingTag);

    private Rules() {}

    static List<Finding> findings(ClusterSpec spec, Facts facts) {
        return ALL.stream().flatMap(rule -> rule.findings(spec, facts).stream()).toList();
    }
}
