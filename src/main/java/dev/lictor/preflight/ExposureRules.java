package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.VerifyIncoming;
import dev.lictor.cluster.network.Ports;
import java.util.List;

/** Who could use Consul's API. */
final class ExposureRules {
    private ExposureRules() {}

    /** TLS shows callers who the server is; without ACLs or clients' certificates nothing shows the server who calls. */
    static List<Finding> open(ClusterSpec spec, Facts facts) {
        if (spec.verifyIncoming() == VerifyIncoming.ALL || spec.extras().denyByAcls()) {
            return List.of();
        }
        var https = spec.ports().https();
        var http = spec.ports().http();
        var doors = http == Ports.OFF
                ? "HTTPS on port %d is open to all".formatted(https)
                : "HTTPS on port %d and HTTP on port %d are open to all".formatted(https, http);
        return List.of(
                new Finding.Warning(
                        doors
                                + ": without ACLs or clients' certificates, whoever reaches that reads and changes everything, the gossip key included",
                        "turn ACLs on in lictor.extra.consul, or give clients certificates and then set lictor.verify-incoming to all, and lictor.ports.http to -1"));
    }
}
