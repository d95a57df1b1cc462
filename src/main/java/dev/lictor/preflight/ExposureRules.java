package dev.lictor.preflight;

import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.VerifyIncoming;
import dev.lictor.cluster.network.Ports;
import java.util.List;

/** Rules on access to Consul's API. */
final class ExposureRules {
    private ExposureRules() {}

    /** TLS authenticates only the server. Callers are authenticated only by ACLs or client certificates. */
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
                                + ": without ACLs or clients' certificates, whoever reaches it can read and change everything, including the gossip key",
                        "turn ACLs on in lictor.extra.consul, or give clients certificates and then set lictor.verify-incoming to all, and lictor.ports.http to -1"));
    }
}
