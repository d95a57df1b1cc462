package dev.lictor.sidecar;

import dev.lictor.cluster.InvalidSpecException;
import dev.lictor.cluster.PortCertificate;
import dev.lictor.config.BackupSpace;
import dev.lictor.config.LoadedSettings;
import dev.lictor.config.Settings;
import dev.lictor.config.SidecarSettings;
import dev.lictor.config.SidecarSettingsValidator;
import dev.lictor.consul.http.ConsulEndpoint;
import dev.lictor.sidecar.backup.BackupPolicy;
import dev.lictor.sidecar.backup.BackupSlot;
import dev.lictor.sidecar.readiness.Readiness;
import dev.lictor.sidecar.reconcile.ActionSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of a sidecar, valid by construction.
 *
 * @param certificate for HTTPS on the sidecar's port; absent for HTTP
 * @param dataDirectory a folder on the volume of the server's data; absent if that volume is not mounted
 * @param backups absent if the sidecar makes no backups
 */
public record SidecarSpec(
        String host,
        int port,
        Optional<PortCertificate> certificate,
        ConsulEndpoint consul,
        Duration pollInterval,
        Readiness.Limits limits,
        ActionSettings actions,
        Optional<Path> dataDirectory,
        Optional<BackupPolicy> backups) {
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern PEER = Pattern.compile("[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?(:\\d{1,5})?");
    private static final int LIVE_INTERVALS = 30;

    public SidecarSpec {
        var problems = new ArrayList<String>();
        if (host.isBlank()) {
            problems.add("lictor.sidecar.host is empty; use an address such as 0.0.0.0");
        }
        if (port < 1 || port > 65535) {
            problems.add("lictor.sidecar.port is %d; use 1 to 65535, such as 8080".formatted(port));
        }
        problems.addAll(urlProblems(consul.url()));
        actions.peers().stream()
                .filter(peer -> !PEER.matcher(peer).matches())
                .map(
                        "lictor.sidecar.peers holds '%s'; use names or addresses, with a port or without, such as consul-0.consul.svc"
                                ::formatted)
                .forEach(problems::add);
        if (!problems.isEmpty()) {
            throw new InvalidSpecException(problems);
        }
    }

    /** @throws InvalidSpecException with every problem of the sources and of the sidecar's settings */
    public static SidecarSpec of(LoadedSettings reading) {
        return reading.checked(SidecarSpec::of);
    }

    private static SidecarSpec of(Settings all) {
        var problems = new ArrayList<String>();
        Optional<SidecarSpec> spec = Optional.empty();
        try {
            spec = Optional.of(valid(all.sidecar(), BackupSpace.bytes(all), problems));
        } catch (InvalidSpecException e) {
            problems.addAll(e.problems());
        }
        problems.addAll(SidecarSettingsValidator.problems(all.sidecar()));
        return spec.filter(_ -> problems.isEmpty()).orElseThrow(() -> new InvalidSpecException(problems));
    }

    private static SidecarSpec valid(SidecarSettings settings, long backupSpace, List<String> problems) {
        var peers = settings.peers().stream()
                .flatMap(COMMA::splitAsStream)
                .map(String::strip)
                .toList();
        return new SidecarSpec(
                settings.host(),
                settings.port(),
                PortCertificate.of(settings.certificateFile(), settings.keyFile(), problems),
                new ConsulEndpoint(
                        url(settings.consulUrl()),
                        Path.of(settings.tlsDirectory()),
                        settings.tokenFile().map(Path::of),
                        settings.pollTimeout()),
                settings.pollInterval(),
                new Readiness.Limits(settings.maxAge(), settings.maxLastContact(), settings.maxLogLag()),
                new ActionSettings(peers, settings.joinIsolatedServers(), settings.reloadCertificates()),
                settings.dataDirectory().map(Path::of),
                settings.backupDirectory()
                        .map(directory -> new BackupPolicy(
                                Path.of(directory),
                                settings.backupTokenFile()
                                        .or(settings::tokenFile)
                                        .map(Path::of),
                                settings.backupInterval(),
                                settings.backupCount(),
                                backupSpace,
                                settings.ordinal()
                                        .map(ordinal -> new BackupSlot(ordinal, Math.max(peers.size(), ordinal + 1)))
                                        .orElse(BackupSlot.ALWAYS))));
    }

    /** The longest time without a finished poll before the sidecar counts as not alive. */
    Duration maxPollGap() {
        return pollInterval.multipliedBy(LIVE_INTERVALS).plus(consul.timeout());
    }

    private static URI url(String text) {
        try {
            var url = URI.create(text.strip());
            if (url.getPort() == -1 && url.getHost() != null) {
                int usual = "http".equals(url.getScheme()) ? 80 : 443;
                return URI.create("%s://%s:%d%s".formatted(url.getScheme(), url.getHost(), usual, url.getRawPath()));
            }
            return url;
        } catch (IllegalArgumentException e) {
            return URI.create(""); // reported together with all other problems
        }
    }

    private static List<String> urlProblems(URI url) {
        boolean known = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        boolean bare = url.getRawPath() == null
                || url.getRawPath().isEmpty()
                || url.getRawPath().equals("/");
        return known && url.getHost() != null && bare && url.getQuery() == null && url.getUserInfo() == null
                ? List.of()
                : List.of(
                        "lictor.sidecar.consul-url is '%s'; it must be https:// or http://, host and port, such as https://127.0.0.1:8501"
                                .formatted(url));
    }
}
