package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import java.util.List;
import java.util.regex.Pattern;

/** Rules on the version of Kubernetes. */
final class KubernetesRules {
    private static final int MAJOR = 1;
    private static final int MINOR = 30;
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\b.*");

    private KubernetesRules() {}

    static List<Finding> oldVersion(ClusterSpec spec, Facts facts) {
        return switch (facts.kubernetes()) {
            case Fact.Known(var version) ->
                isOld(version)
                        ? List.of(new Finding.Refusal(
                                "this is Kubernetes %s; servers need native sidecars and the sleep hook, which exist from %d.%d on"
                                        .formatted(version, MAJOR, MINOR),
                                "use Kubernetes %d.%d or newer".formatted(MAJOR, MINOR)))
                        : List.of();
            case Fact.Unknown(var why) ->
                List.of(new Finding.Unknown(
                        "whether this is Kubernetes %d.%d or newer: %s".formatted(MAJOR, MINOR, why),
                        "kubectl version shows it"));
            case Fact.NotRead<String> notRead -> List.of();
        };
    }

    private static boolean isOld(String version) {
        var matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return false; // an unknown format is not known to be old
        }
        int major = Integer.parseInt(matcher.group(1));
        return major < MAJOR || (major == MAJOR && Integer.parseInt(matcher.group(2)) < MINOR);
    }
}
