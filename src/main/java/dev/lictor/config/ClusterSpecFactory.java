package dev.lictor.config;

import dev.lictor.cluster.Certificates;
import dev.lictor.cluster.ClusterSpec;
import dev.lictor.cluster.ConsulVersion;
import dev.lictor.cluster.ExtraConfiguration;
import dev.lictor.cluster.Images;
import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.cluster.Monitoring;
import dev.lictor.cluster.ObjectNames;
import dev.lictor.cluster.PortCertificate;
import dev.lictor.cluster.Raft;
import dev.lictor.cluster.SidecarOptions;
import dev.lictor.cluster.Storage;
import dev.lictor.cluster.network.IpFamily;
import dev.lictor.cluster.network.Networking;
import dev.lictor.cluster.network.Ports;
import dev.lictor.cluster.pods.ExtraVolumes;
import dev.lictor.cluster.pods.Placement;
import dev.lictor.cluster.pods.Pods;
import dev.lictor.cluster.pods.Resources;
import dev.lictor.cluster.pods.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Maps settings to a {@link ClusterSpec}. */
public final class ClusterSpecFactory {
    private ClusterSpecFactory() {}

    /**
     * @param release this program's version: the tag of its own image unless the settings name an image
     * @throws InvalidSpecException with every problem of every setting
     */
    public static ClusterSpec of(Settings settings, String release) {
        var problems = new ArrayList<String>();
        var text = new SettingParser(problems);
        var version = ConsulVersion.parse(settings.consulVersion()).orElseGet(() -> {
            text.unreadable(
                    "lictor.consul-version",
                    "lictor.consul-version is '%s'; it must be a version such as 1.22.7"
                            .formatted(settings.consulVersion()));
            return ConsulVersion.OLDEST; // a placeholder, so that the problems of the other settings are found, too
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
                    new Raft(
                            settings.raftMultiplier(),
                            settings.minQuorum().orElse(Math.max(0, settings.servers())),
                            settings.leaveOnTerminate()),
                    settings.ui(),
                    storage(settings.storage()),
                    observing(settings, problems),
                    new Pods(
                            placement(settings.placement(), text),
                            consul(settings.resources(), text),
                            lictor(settings.resources(), text),
                            settings.podUser(),
                            settings.consulProbes()),
                    networking(settings.network(), text),
                    monitoring(settings.monitoring(), text),
                    extras(settings.extra(), text));
            if (problems.isEmpty()) {
                return spec;
            }
        } catch (InvalidSpecException e) {
            problems.addAll(text.unreadable().without(e.problems()));
        }
        throw new InvalidSpecException(problems);
    }

    private static Images images(Settings settings, ConsulVersion version, String release) {
        return new Images(
                settings.consulImage().orElse("hashicorp/consul:" + version),
                settings.image().orElse("lictor:" + release),
                settings.imagePullPolicy());
    }

    private static SidecarOptions observing(Settings settings, List<String> problems) {
        var sidecar = settings.sidecar();
        problems.addAll(SidecarSettingsValidator.problems(sidecar));
        problems.addAll(BackupSpace.problemsOfVolume(settings));
        return new SidecarOptions(
                sidecar.port(),
                sidecar.pollInterval(),
                sidecar.pollTimeout(),
                sidecar.maxAge(),
                sidecar.maxLastContact(),
                sidecar.maxLogLag(),
                sidecar.joinIsolatedServers(),
                sidecar.reloadCertificates(),
                sidecar.handOver(),
                Optional.of(backups(settings)).filter(_ -> keepsBackups(settings)),
                sidecar.tokenSecret(),
                PortCertificate.of(sidecar.certificateFile(), sidecar.keyFile(), problems));
    }

    /** How backups are made wherever they are kept: {@code local up} keeps them without a volume. */
    public static SidecarOptions.Backups backups(Settings settings) {
        var sidecar = settings.sidecar();
        return new SidecarOptions.Backups(sidecar.backupInterval(), sidecar.backupCount(), BackupSpace.bytes(settings));
    }

    /** By default only on a claim: on an {@code emptyDir} backups are lost together with the data, and fill the volume faster. */
    private static boolean keepsBackups(Settings settings) {
        return settings.sidecar().keepBackups().orElseGet(() -> switch (settings.storage()
                .kind()) {
            case CLAIM -> true;
            case EMPTY_DIR -> false;
        });
    }

    private static Storage storage(StorageSettings storage) {
        return new Storage(
                storage.kind(), storage.size(), storage.storageClass(), storage.whenDeleted(), storage.whenScaled());
    }

    private static Placement placement(PlacementSettings placement, SettingParser text) {
        return new Placement(
                placement.antiAffinity(),
                placement.zones(),
                text.pairs("lictor.placement.node-selector", placement.nodeSelector()),
                text.list(
                        "lictor.placement.tolerations",
                        placement.tolerations(),
                        Toleration::parse,
                        "such as dedicated=consul:NoSchedule, key:NoExecute:30, key or *"),
                placement.priorityClass());
    }

    private static Resources consul(ResourceSettings resources, SettingParser text) {
        return new Resources(
                text.pairs("lictor.resources.consul-requests", resources.consulRequests()),
                text.pairs("lictor.resources.consul-limits", resources.consulLimits()));
    }

    private static Resources lictor(ResourceSettings resources, SettingParser text) {
        return new Resources(
                text.pairs("lictor.resources.lictor-requests", resources.lictorRequests()),
                text.pairs("lictor.resources.lictor-limits", resources.lictorLimits()));
    }

    private static Networking networking(NetworkSettings network, SettingParser text) {
        return new Networking(
                network.policy(),
                text.names("lictor.network.client-namespaces", network.clientNamespaces()),
                network.ipFamilyPolicy(),
                text.list("lictor.network.ip-families", network.ipFamilies(), IpFamily::parse, "IPv4 or IPv6"));
    }

    private static Monitoring monitoring(MonitoringSettings monitoring, SettingParser text) {
        return new Monitoring(
                monitoring.podMonitor(),
                text.pairs("lictor.monitoring.pod-monitor-labels", monitoring.podMonitorLabels()),
                monitoring.scrapeInterval());
    }

    private static ExtraConfiguration extras(ExtraSettings extra, SettingParser text) {
        return new ExtraConfiguration(
                text.pairs("lictor.extra.labels", extra.labels()),
                text.pairs("lictor.extra.annotations", extra.annotations()),
                text.pairs("lictor.extra.pod-labels", extra.podLabels()),
                text.pairs("lictor.extra.pod-annotations", extra.podAnnotations()),
                new ExtraVolumes(
                        text.objects("lictor.extra.volumes", extra.volumes()),
                        text.objects("lictor.extra.mounts", extra.mounts())),
                text.object("lictor.extra.consul", extra.consul()));
    }

    private static ObjectNames names(Settings settings) {
        var usual = ObjectNames.of(settings.name(), settings.namespace());
        var names = settings.names();
        return new ObjectNames(
                usual.namespace(),
                names.caSecret().orElse(usual.caSecret()),
                names.tlsSecret().orElse(usual.serverSecret()),
                names.gossipSecret().orElse(usual.gossipSecret()),
                names.clientTlsSecret().orElse(usual.clientSecret()),
                names.configMap().orElse(usual.configMap()),
                names.clientService().orElse(usual.clientService()),
                names.joinService().orElse(usual.joinService()),
                names.statefulSet().orElse(usual.statefulSet()),
                names.disruptionBudget().orElse(usual.disruptionBudget()),
                names.serviceAccount().orElse(usual.serviceAccount()),
                names.networkPolicy().orElse(usual.networkPolicy()),
                names.podMonitorName().orElse(usual.podMonitor()));
    }
}
