package dev.lictor.config;

import dev.lictor.cluster.Certificates;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulVersion;
import dev.lictor.cluster.Images;
import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.cluster.ObjectNames;
import dev.lictor.cluster.Observing;
import dev.lictor.cluster.PortCertificate;
import dev.lictor.cluster.Ports;
import dev.lictor.cluster.Storage;
import java.util.ArrayList;
import java.util.List;

/** What the settings ask for. */
public final class Specification {
    private Specification() {}

    /**
     * @param release this program's version, the tag of its own image unless the settings name one
     * @throws InvalidSpecException with every problem of every setting
     */
    public static ClusterSpec of(Settings settings, String release) {
        var problems = new ArrayList<String>();
        var version = ConsulVersion.parse(settings.consulVersion()).orElseGet(() -> {
            problems.add("lictor.consul-version is '%s'; it must be a version such as 1.22.7"
                    .formatted(settings.consulVersion()));
            return ConsulVersion.OLDEST; // only so that all other problems are found as well
        });
        try {
            var spec = new ClusterSpec(
                    settings.name(),
                    names(settings),
                    settings.datacenter(),
                    settings.domain(),
                    settings.clusterDomain(),
                    settings.servers(),
                    version,
                    images(settings, version, release),
                    settings.addressing(),
                    settings.verifyIncoming(),
                    new Ports(
                            settings.ports().https(),
                            settings.ports().http(),
                            settings.ports().dns()),
                    new Certificates(
                            settings.tls().keyType(),
                            settings.tls().nameConstraints(),
                            settings.tls().caValidity(),
                            settings.tls().serverValidity()),
                    settings.raftMultiplier(),
                    settings.ui(),
                    new Storage(settings.storage().size(), settings.storage().storageClass()),
                    observing(settings.sidecar(), problems));
            if (problems.isEmpty()) {
                return spec;
            }
        } catch (InvalidSpecException e) {
            problems.addAll(e.problems());
        }
        throw new InvalidSpecException(problems);
    }

    private static Images images(Settings settings, ConsulVersion version, String release) {
        return new Images(
                settings.consulImage().orElse("hashicorp/consul:" + version),
                settings.image().orElse("lictor:" + release),
                settings.imagePullPolicy());
    }

    private static Observing observing(Settings.SidecarSettings sidecar, List<String> problems) {
        return new Observing(
                sidecar.port(),
                sidecar.pollInterval(),
                sidecar.pollTimeout(),
                sidecar.maxAge(),
                sidecar.maxLastContact(),
                sidecar.maxLogLag(),
                sidecar.joinIslands(),
                sidecar.reloadCertificates(),
                sidecar.handOver(),
                PortCertificate.of(sidecar.certificateFile(), sidecar.keyFile(), problems));
    }

    private static ObjectNames names(Settings settings) {
        var usual = ObjectNames.of(settings.name(), settings.namespace());
        var names = settings.names();
        return new ObjectNames(
                usual.namespace(),
                names.caSecret().orElse(usual.authoritySecret()),
                names.tlsSecret().orElse(usual.serverSecret()),
                names.gossipSecret().orElse(usual.gossipSecret()),
                names.clientTlsSecret().orElse(usual.clientSecret()),
                names.configMap().orElse(usual.configMap()),
                names.clientService().orElse(usual.clientService()),
                names.joinService().orElse(usual.joinService()),
                names.statefulSet().orElse(usual.statefulSet()),
                names.disruptionBudget().orElse(usual.disruptionBudget()),
                names.serviceAccount().orElse(usual.serviceAccount()));
    }
}
