package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import java.util.List;

/** All rules, in the order of the report. */
public final class Rules {
    private static final List<Rule> ALL = List.of(
            KubernetesRules::oldVersion,
            PermissionRules::missing,
            ServerRules::fewer,
            NodeRules::noPlace,
            StorageRules::noClass,
            StorageRules::tooSmall,
            StorageRules::lostWithThePod,
            ClaimRules::leftBehind,
            ConsulRules::unknownVersion,
            ConsulRules::downgrade,
            ConsulRules::longJump,
            ConsulRules::knownFlaws,
            ExposureRules::open,
            ImageRules::movingTag,
            MonitoringRules::noPodMonitors);

    private Rules() {}

    public static List<Finding> findings(ClusterSpec spec, Facts facts) {
        return ALL.stream().flatMap(rule -> rule.findings(spec, facts).stream()).toList();
    }
}
